// @ts-check
import { html, nothing } from 'lit';
import { findCustomers, isTooShort } from '../api/customers.js';
import { icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { ofChannel, t } from '../lib/text.js';

const SEARCH_AFTER = 250;

/** "Who is this?": the candidates of a shared number, or a search. The agent always chooses. */
class Identify extends Part {
  static properties = { pop: {}, channel: {}, asked: {}, busy: {}, problem: {}, blocked: {}, found: { state: true }, wanted: { state: true }, failed: { state: true } };

  constructor() {
    super();
    /** @type {import('../api/types.js').Pop | undefined} */
    this.pop = undefined;
    /** @type {string | undefined} */
    this.channel = undefined;
    /** Whether the agent has asked, and may leave it so. */
    this.asked = false;
    this.busy = '';
    this.problem = '';
    this.blocked = '';
    this.wanted = '';
    this.failed = '';
    /** @type {import('../api/types.js').Customer[] | undefined} */
    this.found = undefined;
  }

  render() {
    const { pop } = this;
    if (!pop) return nothing;
    return html`<section class="identify" aria-labelledby="identify-title" data-testid="identify">
      <div class="row"><h2 id="identify-title">${icon('user')}${t('identify.title')}</h2>
        ${this.asked ? html`<button class="quiet" data-testid="identify-close" aria-label=${t('identify.close')} title=${t('identify.close')} @click=${() => this.dispatchEvent(new CustomEvent('identify-close'))}>${icon('close')}</button>` : nothing}</div>
      <p class="muted">${pop.candidates.length ? ofChannel('identify.shared', this.channel, { n: pop.candidates.length }) : ofChannel('identify.unknown', this.channel)}</p>
      ${pop.candidates.length ? html`<ul class="people">${pop.candidates.map((one) => this.#person(one.id, one.name, 'candidate'))}</ul>` : nothing}
      <label class="search">${icon('search')}<span class="sr">${t('identify.search')}</span>
        <input type="search" data-testid="customer-search" placeholder=${t('identify.search')} .value=${this.wanted} @input=${this.#search} /></label>
      ${this.found ? (this.found.length
        ? html`<ul class="people">${this.found.map((one) => this.#person(one.id, one.name, 'found'))}</ul>`
        : html`<p class="muted">${t('identify.none', { wanted: this.wanted })}</p>`) : nothing}
      ${this.failed || this.problem ? html`<p class="problem" role="alert">${icon('warn')}${this.failed || this.problem}</p>` : nothing}
      ${this.blocked ? html`<p class="muted">${this.blocked}</p>` : nothing}
    </section>`;
  }

  /** @param {string} id @param {string} name @param {string} hook */
  #person(id, name, hook) {
    const off = this.busy !== '' || this.blocked !== '';
    return html`<li><button data-testid=${hook} data-customer=${id} aria-disabled=${off}
      @click=${() => !off && this.dispatchEvent(new CustomEvent('identify', { detail: { customer: id }, bubbles: true }))}>
      <b>${name}</b></button></li>`;
  }

  /** @type {number | undefined} */
  waiting;

  /** @param {InputEvent} event */
  #search(event) {
    this.wanted = /** @type {HTMLInputElement} */ (event.target).value;
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(async () => {
      const wanted = this.wanted.trim();
      if (isTooShort(wanted)) {
        this.found = undefined;
        return;
      }
      try {
        const found = await findCustomers(wanted);
        if (wanted === this.wanted.trim()) this.found = found;
        this.failed = '';
      } catch (problem) {
        this.failed = /** @type {Error} */ (problem).message;
      }
    }, SEARCH_AFTER);
  }
}
customElements.define('tandem-identify', Identify);
