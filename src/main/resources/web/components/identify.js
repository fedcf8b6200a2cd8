// @ts-check
import { html, nothing } from 'lit';
import { findCustomers, isTooShort } from '../api/customers.js';
import { icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { when } from '../lib/time.js';
import { ofChannel, t, term, within } from '../lib/text.js';

const SEARCH_AFTER = 250;

/** So many contact points tell a person apart. */
const POINTS_SHOWN = 2;

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
    /** @type {import('../api/types.js').Acquaintance[] | undefined} */
    this.found = undefined;
  }

  render() {
    const { pop } = this;
    if (!pop) return nothing;
    const others = pop.candidates.filter((one) => one.id !== pop.customer.id);
    return html`<section class="identify" aria-labelledby="identify-title" data-testid="identify">
      <div class="row"><h2 id="identify-title">${icon('user')}${t('identify.title')}</h2>
        ${this.asked ? html`<button class="quiet" data-testid="identify-close" aria-label=${t('identify.close')} title=${t('identify.close')} @click=${() => this.dispatchEvent(new CustomEvent('identify-close'))}>${icon('close')}</button>` : nothing}</div>
      <p class="muted" data-testid="identify-why">${this.#why(pop, others.length)}</p>
      ${others.length ? html`<ul class="people">${others.map((one) => this.#person(one, 'candidate'))}</ul>` : nothing}
      <label class="search">${icon('search')}<span class="sr">${t('identify.search')}</span>
        <input type="search" data-testid="customer-search" placeholder=${t('identify.search')} .value=${this.wanted} @input=${this.#search} /></label>
      ${this.found ? (this.found.length
        ? html`<ul class="people">${this.found.map((one) => this.#person(one, 'found'))}</ul>`
        : html`<p class="muted">${t('identify.none', { wanted: this.wanted })}</p>`) : nothing}
      ${pop.customer.provisional ? html`<button class="small" data-testid="name-them" @click=${() => this.dispatchEvent(new CustomEvent('name-them'))}>${icon('pen')}${ofChannel('identify.name_them', this.channel)}</button>` : nothing}
      ${this.failed || this.problem ? html`<p class="problem" role="alert">${icon('warn')}${this.failed || this.problem}</p>` : nothing}
      ${this.blocked ? html`<p class="muted">${this.blocked}</p>` : nothing}
    </section>`;
  }

  /** Why the question is asked: a known customer may be the wrong one, several share the number, or it is not on file. @param {import('../api/types.js').Pop} pop @param {number} others */
  #why({ customer, candidates, from }, others) {
    if (!customer.provisional) return ofChannel(others ? 'identify.other_shared' : 'identify.other', this.channel, { name: customer.name });
    if (candidates.length) return ofChannel('identify.shared', this.channel, { n: candidates.length });
    return from && !from.point ? ofChannel('identify.no_number', this.channel) : ofChannel('identify.unknown', this.channel);
  }

  /** @param {import('../api/types.js').Acquaintance} one @param {string} hook */
  #person(one, hook) {
    const off = this.busy !== '' || this.blocked !== '';
    return html`<li><button data-testid=${hook} data-customer=${one.id} aria-disabled=${off}
      @click=${() => !off && this.dispatchEvent(new CustomEvent('identify', { detail: { customer: one.id }, bubbles: true }))}>
      <b>${one.name}</b>${this.#apart(one).map((part) => html`<small class="muted">${part}</small>`)}</button></li>`;
  }

  /** What tells somebody apart: numbers and addresses, except the one that all of them share, and the last order. @param {import('../api/types.js').Acquaintance} one */
  #apart({ contact_points: points, last_order: order }) {
    const shared = this.pop?.candidates.length ? this.pop.from?.point : undefined;
    const own = points.filter((point) => point.kind !== 'visitor' && point.value !== shared).slice(0, POINTS_SHOWN).map((point) => point.value);
    const last = order ? [t('identify.last_order', { number: order.number, state: within(term('order', order.state)), when: when(order.placed_at) })] : [];
    const parts = [own.join(' · '), ...last].filter(Boolean);
    return parts.length ? parts : [t('identify.nothing')];
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
