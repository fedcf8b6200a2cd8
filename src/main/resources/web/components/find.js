// @ts-check
import { html, nothing } from 'lit';
import { find as texts } from 'texts/find.js';
import { isTooShort } from '../api/customers.js';
import { call, Problem } from '../api/http.js';
import { channelIcon, icon } from '../lib/icons.js';
import { kbd } from '../lib/kbd.js';
import { Part } from '../lib/part.js';
import { stand } from '../lib/stack.js';
import { count, know, ofChannel, t, term, typed, within } from '../lib/text.js';
import { when } from '../lib/time.js';
import { withRequest } from '../work/acts.js';
import { commandsFor, sections, staying, stepped } from '../state/find.js';

know(texts);

const TEXT_LENGTH_MAX = 600;

/**
 * One box for everything: customers, orders, cases, contacts, and commands. Each key that is typed is a search, and a newer answer takes the place of
 * an older one. It is no modal dialog: an offer can be seen and accepted beside it.
 *
 * @typedef {import('../state/find.js').Option} Option
 * @typedef {{ commands: () => import('../state/find.js').Command[], open: (option: Option) => Promise<unknown> }} Host
 *   `open` shows what was chosen; its result may be a template, which is shown in the place of the results
 */
class Find extends Part {
  static properties = { wanted: { state: true }, found: { state: true }, state: { state: true }, why: { state: true }, active: { state: true }, card: { state: true } };

  constructor() {
    super();
    /** @type {Host} */
    this.host = { commands: () => [], open: async () => {} };
    this.wanted = '';
    /** @type {import('../state/find.js').Found | undefined} */
    this.found = undefined;
    /** @type {'' | 'searching' | 'offline' | 'failed' | 'opening' | 'gone'} */
    this.state = '';
    this.why = '';
    /** The option that Enter opens. */
    this.active = '';
    /** @type {unknown} what was opened in the place of the results */
    this.card = undefined;
    /** Where the focus was, and where it goes back to. */
    this.focusBefore = /** @type {HTMLElement | null} */ (document.activeElement);
  }

  firstUpdated() {
    this.querySelector('dialog')?.show();
    this.#input()?.focus();
    stand(this, true, () => (this.card ? this.#back() : this.close()));
    document.addEventListener('pointerdown', this.#outside);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    stand(this, false);
    document.removeEventListener('pointerdown', this.#outside);
    this.#asking?.abort();
  }

  /** @param {boolean} [back] whether the focus goes back to where it was */
  close(back = true) {
    this.remove();
    if (back && this.focusBefore?.isConnected) this.focusBefore.focus();
  }

  #outside = (/** @type {Event} */ event) => {
    if (!this.contains(/** @type {Node} */ (event.target))) this.close(false);
  };

  #input() {
    return /** @type {HTMLInputElement | null} */ (this.querySelector('#find-text'));
  }

  get #lists() {
    return sections(commandsFor(this.host.commands(), this.wanted), this.found);
  }

  /** What Enter opens; nothing before something was typed or chosen. @param {Option[]} options */
  #chosen(options) {
    return this.wanted.trim() ? staying(options, this.active) : this.active;
  }

  render() {
    const lists = this.#lists;
    const options = lists.flatMap((list) => list.options);
    const active = this.#chosen(options);
    const open = options.length > 0 && !this.card;
    return html`<dialog class="find" aria-labelledby="find-title" data-testid="find-dialog" @focusout=${this.#left}>
      <h2 id="find-title" class="sr">${t('find.title')}</h2>
      <div class="find-top"><label class="search">${icon('search')}<span class="sr">${t('find.hint')}</span>
        <input id="find-text" data-testid="find-text" type="text" role="combobox" aria-autocomplete="list" aria-expanded=${open} aria-controls=${open ? 'find-list' : nothing} aria-activedescendant=${open && active ? idOf(active) : nothing}
          autocomplete="off" spellcheck="false" placeholder=${t('find.hint')} .value=${this.wanted} @input=${this.#typed} @keydown=${this.#key} /></label>
        <button class="quiet" data-testid="find-close" aria-label=${t('find.close')} title=${t('find.close')} @click=${() => this.close()}>${icon('close')}</button></div>
      ${this.card ? html`<div class="find-card" data-testid="find-card"><button class="link" data-testid="find-back" @click=${() => this.#back()}>${t('find.back')}</button>${this.card}</div>` : nothing}
      ${open ? html`<div id="find-list" class="find-list" role="listbox" aria-label=${t('find.title')}>${lists.map((list) => html`<div role="group" aria-labelledby="find-of-${list.name}">
        <div class="find-of" id="find-of-${list.name}" role="presentation">${t(`find.${list.name}`)}</div>
        ${list.options.map((option) => this.#option(list.name, option, option.key === active))}</div>`)}</div>` : nothing}
      <p class="find-foot muted" role="status" data-testid="find-status">${this.#status(options.length)}</p>
    </dialog>`;
  }

  /** @param {string} list @param {Option} option @param {boolean} active */
  #option(list, option, active) {
    return html`<div class="find-option" role="option" id=${idOf(option.key)} data-testid="find-${list}" data-key=${option.key} aria-selected=${active}
      @click=${() => this.#choose(option)} @pointermove=${() => (this.active = option.key)}>${this.#words(list, option)}</div>`;
  }

  /** @param {string} list @param {Option} option */
  #words(list, { item, command }) {
    if (command) return html`${icon('play')}<b>${command.name}</b><span class="grow"></span>${command.key ? kbd(command.key) : nothing}`;
    if (list === 'customers') return html`${icon('user')}<span><b>${item.name || t('find.unknown')}</b><small class="muted">${apart(item)}</small></span>`;
    const whose = item.customer.name || t('find.unknown');
    if (list === 'orders') return html`${icon('box')}<span><b>${t('find.order', { number: item.number })}</b><small class="muted"><bdi>${whose}</bdi> · ${term('order', item.state)} · ${when(item.placed_at)}</small></span>`;
    if (list === 'cases') return html`${icon('note')}<span><b>${t('find.case', { number: item.number })} <bdi>${item.subject}</bdi></b><small class="muted"><bdi>${whose}</bdi> · ${term('case', item.state)}</small></span>`;
    return html`${icon(channelIcon(item.channel))}<span><b>${t('find.contact_at', { channel: ofChannel('channel', item.channel), when: when(item.arrived_at) })}</b><small class="muted"><bdi>${whose}</bdi>${item.ended ? nothing : html` · ${t('find.open_now')}`}</small></span>`;
  }

  /** @param {number} n */
  #status(n) {
    if (this.state === 'offline') return html`<span class="problem">${icon('cut')}${t('find.offline')}</span>`;
    if (this.state === 'failed') return html`<span class="problem">${icon('warn')}${t('find.failed', { why: this.why })}</span>`;
    if (this.state === 'gone') return html`<span class="problem">${icon('warn')}${t('find.gone', { why: this.why })}</span>`;
    if (this.state === 'opening') return t('find.opening');
    if (this.card) return nothing;
    if (!this.wanted.trim()) return t('find.start');
    if (this.state === 'searching' && !this.found) return t('find.searching');
    if (!n && this.state !== 'searching') return html`${t('find.none', { wanted: this.wanted.trim() })}${this.found?.incomplete ? html` ${t('find.incomplete')}` : nothing}`;
    return html`<span>${count('find.count', n)}${this.found?.incomplete ? html` · ${t('find.incomplete')}` : nothing}</span><span class="find-keys">${t('find.keys')}</span>`;
  }

  /** @type {AbortController | undefined} */
  #asking;

  /** @param {InputEvent} event */
  async #typed(event) {
    this.wanted = typed(event, TEXT_LENGTH_MAX);
    this.active = '';
    this.card = undefined;
    this.#asking?.abort();
    const wanted = this.wanted.trim();
    if (isTooShort(wanted)) {
      this.found = undefined;
      this.state = '';
      return;
    }
    const asking = (this.#asking = new AbortController());
    this.state = 'searching';
    try {
      const found = await call('POST', '/search', { text: wanted }, {}, false, undefined, asking.signal);
      if (asking !== this.#asking) return;
      this.found = found;
      this.state = '';
    } catch (problem) {
      if (asking !== this.#asking || asking.signal.aborted) return;
      this.found = undefined;
      this.state = problem instanceof Problem && problem.passing ? 'offline' : 'failed';
      this.why = withRequest(/** @type {any} */ (problem));
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const options = this.#lists.flatMap((list) => list.options);
    const active = this.#chosen(options);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      this.active = stepped(options, active, event.key === 'ArrowDown' ? 1 : -1);
      this.updateComplete.then(() => document.getElementById(idOf(this.active))?.scrollIntoView({ block: 'nearest' }));
    } else if (event.key === 'Enter') {
      const option = options.find((one) => one.key === active);
      if (option) this.#choose(option);
    } else return;
    event.preventDefault();
  }

  /** @param {Option} option */
  async #choose(option) {
    const { command } = option;
    if (command) {
      this.close();
      command.run();
      return;
    }
    if (this.state === 'opening') return;
    this.state = 'opening';
    try {
      const card = await this.host.open(option);
      this.state = '';
      if (!card) this.close(false);
      else {
        this.card = card;
        this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector('[data-testid=find-back]'))?.focus());
      }
    } catch (problem) {
      this.state = 'gone';
      this.why = withRequest(/** @type {any} */ (problem));
    }
  }

  #back() {
    this.card = undefined;
    this.updateComplete.then(() => this.#input()?.focus());
  }

  /** Whoever goes on elsewhere has done with it. @param {FocusEvent} event */
  #left(event) {
    const to = /** @type {Node | null} */ (event.relatedTarget);
    if (to && !this.contains(to) && this.isConnected) this.close(false);
  }
}
customElements.define('tandem-find', Find);

/** @param {string} key */
const idOf = (key) => `find-${key.replace(/[^\w-]/g, (sign) => `_${sign.codePointAt(0)}`)}`;

/** What tells somebody apart. @param {import('../api/types.js').Acquaintance} one */
function apart({ contact_points: points, last_order: order }) {
  const known = points.filter((point) => point.kind !== 'visitor').slice(0, 2).map((point) => point.value);
  const last = order ? [t('find.last_order', { number: order.number, state: within(term('order', order.state)), when: when(order.placed_at) })] : [];
  return [...known, ...last].join(' · ') || t('find.nothing_known');
}

/** Opens the box, or moves the focus to it. @param {Host} host */
export function find(host) {
  const there = document.querySelector('tandem-find');
  if (there) /** @type {HTMLElement | null} */ (there.querySelector('#find-text'))?.focus();
  else document.body.append(Object.assign(new Find(), { host }));
}
