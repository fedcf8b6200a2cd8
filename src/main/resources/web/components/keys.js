// @ts-check
import { html, nothing } from 'lit';
import { keyTexts } from 'texts/keys.js';
import { DialogPart } from '../lib/dialog.js';
import { icon } from '../lib/icons.js';
import { kbd, parts } from '../lib/kbd.js';
import { know, t } from '../lib/text.js';
import { chosen, keyOf, KEYS, nameOf } from '../state/keys.js';
import { choose } from '../state/own-keys.js';

know(keyTexts);

/** Keys that an action can have. */
const POSSIBLE = /^((Control\+)?([^\s]|F\d+)|Control\+(Arrow(Up|Down)|Enter))$/u;

/** Those among them that the browser or a text field needs: to copy, to search, to close. */
const REFUSED = /^(Control\+[ACFLNPQRSTVWXYZ0-9+=-]|F[1357]|F1[0-2])$/;

/**
 * The shortcuts of a page: each can have another key, and one switch turns all off.
 *
 * @typedef {import('../state/keys.js').Action} Action
 */
class Keys extends DialogPart {
  static properties = { actions: {}, waiting: { state: true }, said: { state: true }, problem: { state: true } };

  constructor() {
    super();
    /** @type {Action[]} those of the page */
    this.actions = [];
    /** @type {() => void} */
    this.changed = () => {};
    /** @type {Action | undefined} the action that gets the next key */
    this.waiting = undefined;
    this.said = '';
    this.problem = '';
  }

  /** Escape ends the wait for a key before it closes the list. */
  escape() {
    if (this.waiting) this.#ready();
    else this.close();
  }

  render() {
    const off = chosen.off === true;
    return html`<dialog class="keys-help" aria-labelledby="keys-title" data-testid="keys-dialog" @cancel=${this.#cancel} @keydown=${this.#key}>
      <div class="row"><h2 id="keys-title">${t('keys.title')}</h2><button class="quiet" data-testid="keys-close" aria-label=${t('keys.close_dialog')} title=${t('keys.close_dialog')} @click=${() => this.close()}>${icon('close')}</button></div>
      <label class="keys-switch"><input type="checkbox" data-testid="keys-on" .checked=${!off} @change=${this.#switch} />${t('keys.on')}</label>
      <p class="muted">${t(off ? 'keys.off_hint' : 'keys.lead')}</p>
      <table><thead><tr><th scope="col">${t('keys.action')}</th><th scope="col">${t('keys.key')}</th><th><span class="sr">${t('keys.change')}</span></th></tr></thead>
        <tbody>${this.actions.map((action) => this.#row(action, off))}
          <tr><th scope="row">${t('keys.escape')}</th><td><kbd>Esc</kbd></td><td></td></tr></tbody></table>
      ${this.problem ? html`<p class="problem" role="alert" data-testid="keys-problem">${icon('warn')}${this.problem}</p>` : nothing}
      <p class="sr" role="status">${this.said}</p>
      <button class="small" data-testid="keys-reset" aria-disabled=${!Object.keys(chosen.own ?? {}).length} @click=${this.#reset}>${t('keys.reset_all')}</button>
    </dialog>`;
  }

  /** @param {Action} action @param {boolean} off */
  #row(action, off) {
    const waits = this.waiting === action;
    return html`<tr data-testid="keys-${action}"><th scope="row">${t(`keys.of.${action}`)}</th><td>${off ? nothing : waits ? html`<span class="muted">…</span>` : kbd(action)}</td>
      <td>${off ? nothing : html`<button class="small" data-testid="keys-change-${action}" aria-pressed=${waits} aria-label=${t('keys.change_of', { action: t(`keys.of.${action}`) })} @click=${() => this.#wait(action)}>${t('keys.change')}</button>`}</td></tr>
      ${waits ? html`<tr><td colspan="3" role="status">${t('keys.press')}</td></tr>` : nothing}`;
  }

  /** @param {Action} action */
  #wait(action) {
    this.problem = '';
    this.waiting = action;
  }

  #ready() {
    this.problem = '';
    this.waiting = undefined;
  }

  /** The browser closes a dialog at Escape by itself; here Escape may only end the wait for a key. @param {Event} event */
  #cancel(event) {
    event.preventDefault();
  }

  /** Takes the key that the person presses. @param {KeyboardEvent} event */
  #key(event) {
    const { waiting } = this;
    if (!waiting || ['Escape', 'Tab', 'Control', 'Shift', 'Alt', 'AltGraph', 'Meta'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const name = nameOf(event);
    if (!POSSIBLE.test(name) || REFUSED.test(name)) {
      this.problem = t('keys.refused', { key: name ? parts(name).join('+') : event.key });
      return;
    }
    const other = /** @type {Action[]} */ (Object.keys(KEYS)).find((one) => one !== waiting && keyOf(one) === name);
    if (other) {
      this.problem = t('keys.taken', { key: parts(name).join('+'), action: t(`keys.of.${other}`) });
      return;
    }
    const { own, ...rest } = chosen;
    const next = { ...own, [waiting]: name };
    if (KEYS[waiting] === name) delete next[waiting];
    choose({ ...rest, own: next });
    this.said = t('keys.changed', { action: t(`keys.of.${waiting}`), key: parts(name).join('+') });
    this.#ready();
    this.changed();
  }

  /** @param {Event} event */
  #switch(event) {
    choose({ ...chosen, off: !(/** @type {HTMLInputElement} */ (event.target).checked) });
    this.#ready();
    this.requestUpdate();
    this.changed();
  }

  #reset() {
    choose({ ...chosen, own: {} });
    this.said = t('keys.reset_done');
    this.#ready();
    this.requestUpdate();
    this.changed();
  }
}
customElements.define('tandem-keys', Keys);

/** Shows the keys anew in all parts of a page. @param {import('lit').LitElement} page */
export const renewed = (page) => [page, ...page.querySelectorAll('*')].forEach((part) => /** @type {any} */ (part).requestUpdate?.());

/** Opens the list; it goes when it is closed. @param {Action[]} actions those of the page @param {() => void} changed is called when a key is another one */
export const show = (actions, changed) => document.body.append(Object.assign(new Keys(), { actions, changed }));
