// @ts-check
import { html, nothing } from 'lit';
import { forms } from 'texts/forms.js';
import { written } from 'texts/written.js';
import { call } from '../api/http.js';
import { icon } from '../lib/icons.js';
import { inOrder } from '../lib/figures.js';
import { Part, say } from '../lib/part.js';
import { know, ofChannel, t, term, typed } from '../lib/text.js';
import { clock } from '../lib/time.js';
import { withRequest } from '../work/acts.js';

know(written);
know(forms);

const NOTE_LENGTH_MAX = 4000;
const AGAIN_AFTER = 5_000;

/** @type {Record<string, [string, import('../lib/icons.js').Icon, number]>} tone, drawing and place in the list of an agent's state */
const STATES = {
  ready: ['ready', 'circle', 0], busy: ['busy', 'people', 1], wrap_up: ['wrap', 'pen', 2], offered: ['offer', 'ring', 3], not_ready: ['pause', 'pause', 4], offline: ['pause', 'cut', 5],
};

/**
 * The choice of the queue or agent to whom a contact is handed over, with a note.
 *
 * @typedef {{ kind: 'queue' | 'agent', id: string, name: string, more: string, tone: string, picture: import('../lib/icons.js').Icon, word: string, off: boolean }} Target
 */
class Transfer extends Part {
  static properties = { store: {}, contact: {}, wanted: { state: true }, chosen: { state: true }, note: { state: true }, shown: { state: true }, busy: { state: true }, problem: { state: true }, queues: { state: true }, agents: { state: true } };

  constructor() {
    super();
    /** @type {import('../state/desk-store.js').DeskStore | undefined} */
    this.store = undefined;
    /** @type {import('../state/desk.js').Contact | undefined} */
    this.contact = undefined;
    this.wanted = '';
    this.chosen = '';
    this.note = '';
    /** @type {'all' | 'agent' | 'queue'} */
    this.shown = 'all';
    this.busy = false;
    this.problem = '';
    /** @type {any[] | undefined} */
    this.queues = undefined;
    /** @type {any[] | undefined} */
    this.agents = undefined;
  }

  /** @type {number | undefined} */
  #again;

  connectedCallback() {
    super.connectedCallback();
    this.#load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.clearTimeout(this.#again);
  }

  firstUpdated() {
    /** @type {HTMLElement | null} */ (this.querySelector('input'))?.focus();
  }

  async #load() {
    window.clearTimeout(this.#again);
    try {
      const [queues, agents] = await Promise.all([call('GET', '/queues'), call('GET', '/agents')]);
      if (!this.isConnected) return;
      this.queues = queues.queues;
      this.agents = agents.agents;
      this.#again = window.setTimeout(() => this.#load(), AGAIN_AFTER);
    } catch (problem) {
      this.problem = withRequest(/** @type {any} */ (problem));
    }
  }

  /** @returns {Target[]} */
  get #targets() {
    const { contact, store } = this;
    const departments = store?.desk.floor.departments ?? [];
    const department = (/** @type {string} */ id) => departments.find((one) => one.id === id)?.name ?? id;
    const queues = (this.queues ?? []).filter((one) => one.channel === contact?.channel && one.active && one.id !== contact?.queue).map((one) => ({
      kind: /** @type {const} */ ('queue'), id: one.id, name: one.name, more: department(one.department), off: false,
      tone: one.waiting ? 'warn' : 'ready', picture: /** @type {const} */ (one.waiting ? 'clock' : 'check'),
      word: one.waiting ? t('transfer.waiting', { n: one.waiting, time: clock(one.longest_ms) }) : t('transfer.nobody_waits'),
    }));
    const agents = (this.agents ?? [])
      .filter((one) => one.id !== store?.desk.me?.id && one.channels.includes(contact?.channel))
      .sort((a, b) => (STATES[a.state]?.[2] ?? 9) - (STATES[b.state]?.[2] ?? 9) || inOrder(a.name, b.name))
      .map((one) => {
        const [tone, picture] = STATES[one.state] ?? ['pause', 'dot'];
        return { kind: /** @type {const} */ ('agent'), id: one.id, name: one.name, more: department(one.department), off: one.state === 'offline', tone, picture, word: one.state === 'busy' ? t('transfer.busy') : term('presence', one.state) };
      });
    const typed = this.wanted.trim().toLowerCase();
    return [...agents, ...queues].filter((one) => (this.shown === 'all' || one.kind === this.shown) && `${one.name} ${one.more}`.toLowerCase().includes(typed));
  }

  render() {
    const { contact } = this;
    if (!contact) return nothing;
    const targets = this.#targets;
    const chosen = targets.find((one) => `${one.kind} ${one.id}` === this.chosen && !one.off);
    const groups = /** @type {const} */ (['agent', 'queue']).map((kind) => ({ kind, all: targets.filter((one) => one.kind === kind) })).filter(({ all }) => all.length);
    return html`<section class="transfer" role="dialog" aria-labelledby="transfer-title" data-testid="transfer" @keydown=${this.#key}>
      <div class="row"><h2 id="transfer-title">${ofChannel('transfer.title', contact.channel)}</h2><button class="quiet" aria-label=${t('transfer.close')} @click=${() => this.#close()}>${icon('close')}</button></div>
      <label class="search">${icon('search')}<span class="sr">${t('transfer.search')}</span><input data-testid="transfer-search" placeholder=${t('transfer.search')} .value=${this.wanted} @input=${(/** @type {any} */ e) => (this.wanted = e.target.value)} /></label>
      <div class="chips" role="group" aria-label=${t('timeline.filter')}>${/** @type {const} */ (['all', 'agent', 'queue']).map((one) => html`<button class="chip" aria-pressed=${this.shown === one} @click=${() => (this.shown = one)}>${t(`transfer.${one}`)}</button>`)}</div>
      <div class="targets">
        ${this.queues ? nothing : html`<p class="muted">${this.problem || t('talk.loading')}</p>`}
        ${this.queues && !targets.length ? html`<p class="muted">${t('transfer.none')}</p>` : nothing}
        ${groups.map(({ kind, all }) => html`<fieldset><legend>${t(`transfer.${kind}`)}</legend>${all.map((one) => html`<label class="pick ${one.off ? 'off' : ''}" data-testid="to-${one.kind}-${one.id}">
          <input type="radio" name="transfer-to" .checked=${this.chosen === `${one.kind} ${one.id}`} ?disabled=${one.off} @change=${() => (this.chosen = `${one.kind} ${one.id}`)} />
          <span class="name">${one.name} <small class="muted">${one.more}</small></span><span class="pill ${one.tone}">${icon(one.picture)}${one.word}</span></label>`)}</fieldset>`)}
      </div>
      <div class="foot"><label for="transfer-note">${t('transfer.note')}</label>
        <textarea id="transfer-note" data-testid="transfer-note" rows="2" .value=${this.note} @input=${(/** @type {any} */ e) => (this.note = typed(e, NOTE_LENGTH_MAX))}></textarea>
        <p class="muted small">${t('transfer.hint')}</p>
        ${this.problem && this.queues ? html`<p class="problem" role="alert">${icon('warn')}${this.problem}</p>` : nothing}
        <button class="pri wide" data-testid="transfer-submit" aria-disabled=${!chosen || this.busy} title=${chosen ? '' : t('transfer.choose')} @click=${() => this.#submit(chosen)}>${icon('swap')}${this.busy ? t('transfer.sending') : chosen ? t('transfer.to', { name: chosen.name }) : t('transfer.now')}</button></div>
    </section>`;
  }

  /** @param {Target | undefined} target */
  async #submit(target) {
    const { contact } = this;
    if (!contact || this.busy) return;
    if (!target) {
      this.problem = t('transfer.choose');
      return;
    }
    this.busy = true;
    this.problem = '';
    try {
      await call('POST', `/contacts/${contact.id}/transfer`, { to: { [target.kind]: target.id }, ...(this.note.trim() ? { note: this.note } : {}) });
      say('polite', t('transfer.done', { name: target.name }));
      this.dispatchEvent(new CustomEvent('transferred', { detail: { contact: contact.id, name: target.name }, bubbles: true }));
    } catch (problem) {
      this.problem = withRequest(/** @type {any} */ (problem));
    } finally {
      this.busy = false;
    }
  }

  #close() {
    this.dispatchEvent(new CustomEvent('transfer', { bubbles: true }));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== 'Enter' || !event.ctrlKey) return;
    event.stopPropagation();
    this.#submit(this.#targets.find((one) => `${one.kind} ${one.id}` === this.chosen && !one.off));
  }
}
customElements.define('tandem-transfer', Transfer);
