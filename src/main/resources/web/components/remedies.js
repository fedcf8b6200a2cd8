// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { MenuPart } from '../lib/menu.js';
import { t } from '../lib/text.js';

/**
 * The menu of the remedies for one order line. What is not possible is there too, and says why.
 *
 * @typedef {{ kind: string, name: string, why: string, has: boolean }} Item `has` is whether the line has this remedy
 */
class Remedies extends MenuPart {
  static properties = { ...MenuPart.properties, position: {}, item: {}, items: {} };

  constructor() {
    super();
    this.position = 0;
    this.item = '';
    /** @type {Item[]} */
    this.items = [];
  }

  render() {
    const got = this.items.filter((one) => one.has).map((one) => one.name);
    const id = `remedies-${this.position}`;
    return html`<div class="menu" @keydown=${this.step}>
      <button class="small ${got.length ? 'got-some' : ''}" data-testid=${id} aria-haspopup="menu" aria-expanded=${this.open} aria-label=${t(got.length ? 'orders.remedies_of_got' : 'orders.remedies_of', { title: this.item, got: got.join(', ') })}
        @click=${() => (this.open ? this.close() : this.#show('first'))}>${got.length ? html`${icon('check')}${got.join(', ')}` : t('orders.remedy')}${icon('down')}</button>
      ${this.open ? html`<ul class="sheet" role="menu" aria-label=${t('orders.remedies_of', { title: this.item })}>${this.items.map((one) => html`<li role="none">
        <button role="menuitem" tabindex="-1" data-testid="remedy-${one.kind}-${this.position}" aria-disabled=${one.why !== ''} @click=${() => this.#choose(one)}>${icon(one.has ? 'check' : 'gift')}<span><span>${one.name}</span>${one.why ? html` <small>${one.why}</small>` : nothing}</span></button></li>`)}</ul>` : nothing}
    </div>`;
  }

  get #entries() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll('[role=menuitem]')]);
  }

  /** @param {'first' | 'last'} which */
  #show(which) {
    this.open = true;
    this.updateComplete.then(() => {
      const all = this.#entries;
      this.querySelector('[role=menu]')?.scrollIntoView({ block: 'nearest' });
      all.at(which === 'first' ? 0 : -1)?.focus({ preventScroll: true });
    });
  }

  /** @param {Item} one */
  #choose({ kind, why }) {
    if (why) {
      this.dispatchEvent(new CustomEvent('refused', { detail: { why }, bubbles: true }));
      return;
    }
    this.open = false;
    this.dispatchEvent(new CustomEvent('remedy-chosen', { detail: { kind } }));
  }

  /** Only the arrows lead into this menu, and round within it. @param {KeyboardEvent} event */
  step(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const all = this.#entries;
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const onButton = at < 0;
    if (onButton && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) this.#show(event.key === 'ArrowDown' ? 'first' : 'last');
    else if (!this.open || onButton) return;
    else if (event.key === 'ArrowDown') all[(at + 1) % all.length].focus();
    else if (event.key === 'ArrowUp') all[(at + all.length - 1) % all.length].focus();
    else if (event.key === 'Home') all[0].focus();
    else if (event.key === 'End') all.at(-1)?.focus();
    else if (event.key === 'Tab') {
      this.close();
      return; // and the focus goes on from the button
    } else {
      const begins = (/** @type {Item} */ one) => one.name.toLocaleLowerCase().startsWith(event.key.toLocaleLowerCase());
      const next = [...this.items.keys()].map((i) => (at + 1 + i) % all.length).find((i) => event.key.length === 1 && begins(this.items[i]));
      if (next === undefined) return;
      all[next].focus();
    }
    event.preventDefault();
  }
}
customElements.define('tandem-remedies', Remedies);
