// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { stand } from '../lib/stack.js';
import { yearOf } from '../lib/time.js';
import { ofChannel, t } from '../lib/text.js';
import { caseOf } from '../state/desk.js';
import { coming } from './coming.js';
import { initials } from './header.js';
import { orders } from './orders.js';
import './timeline.js';

/** The customer: name and addresses, remedies, orders and the timeline. */
class CustomerPane extends Part {
  static properties = { store: {}, desk: {}, older: {}, pop: {}, contact: {}, remedyAct: {}, identifyAct: {}, version: {}, guard: {}, forms: {}, opened: { state: true }, asking: { state: true } };

  constructor() {
    super();
    /** @type {import('../state/desk-store.js').DeskStore | undefined} */
    this.store = undefined;
    /** @type {import('../api/types.js').Pop | undefined} */
    this.pop = undefined;
    /** @type {import('../state/desk.js').Contact | undefined} */
    this.contact = undefined;
    this.remedyAct = { busy: '', problem: '' };
    this.identifyAct = { busy: '', problem: '' };
    /** @type {unknown} */
    this.guard = undefined;
    /** @type {import('../lib/lazy.js').Lazy | undefined} the part with the form of a remedy and the question who the customer is */
    this.forms = undefined;
    /** @type {Set<string>} */
    this.opened = new Set();
    this.asking = '';
  }

  render() {
    const { store, pop, contact, forms } = this;
    if (!store || !forms) return nothing;
    if (!pop) return html`<div class="empty"><p class="muted">${t('customer.none')}</p></div>`;
    const { customer } = pop;
    const live = store.line.state === 'live';
    const blocked = !contact ? t('blocked.accept') : live ? '' : t('blocked.line');
    const form = contact && store.drafts.of(contact.id).remedy;
    const caseId = contact && caseOf(contact, pop);
    const unsure = customer.provisional || pop.candidates.length > 0;
    return html`
      <section class="person"><span class="face large" aria-hidden="true">${customer.provisional ? icon('user') : initials(customer.name)}</span>
        <div><h1 data-testid="customer-name" data-customer=${customer.id}>${customer.name || ofChannel('offer.unknown_yet', contact?.channel)}</h1>
          <p class="muted points">${customer.contact_points.map((point) => html`<span class="num">${icon(point.kind === 'email' ? 'mail' : point.kind === 'visitor' ? 'chat' : 'phone')}${point.value}</span>`)}${pop.from ? asCame(pop.from) : nothing}</p></div>
        <div class="tags">${customer.segment ? html`<span class="pill pause">${customer.segment}</span>` : nothing}
          ${customer.provisional ? html`<span class="pill warn">${t('customer.new')}</span>` : customer.since ? html`<span class="muted">${t('customer.since', { year: yearOf(customer.since) })}</span>` : nothing}
          ${contact && !unsure && this.asking !== contact.id ? html`<button class="link" data-testid="not-them" @click=${() => (this.asking = contact.id)}>${t('customer.not_them')}</button>` : nothing}</div>
      </section>
      ${contact && (unsure || this.asking === contact.id)
        ? forms.part
          ? html`<tandem-identify .pop=${pop} .channel=${contact.channel} .asked=${!unsure} .busy=${this.identifyAct.busy} .problem=${this.identifyAct.problem} .blocked=${live ? '' : t('blocked.line')} @identify=${() => (this.asking = '')} @identify-close=${() => this.#known()}></tandem-identify>`
          : html`<section class="identify">${coming(forms.failed, () => forms.want())}</section>`
        : nothing}
      ${this.guard ? html`<section>${this.guard}</section>` : nothing}
      ${form && !forms.part ? html`<section><div class="remedy coming" tabindex="-1">${coming(forms.failed, () => forms.want())}</div></section>` : nothing}
      ${form && forms.part ? html`<section><tandem-remedy .pop=${pop} .kinds=${store.desk.floor.remedies} .form=${form} .caseId=${caseId} .me=${store.desk.me?.id} .busy=${this.remedyAct.busy} .problem=${this.remedyAct.problem} .blocked=${live ? '' : t('blocked.line')}></tandem-remedy></section>` : nothing}
      ${orders({
        pop, blocked, remedies: store.desk.floor.remedies, opened: this.opened, me: store.desk.me?.id, caseId,
        toggle: (id) => this.#toggle(id),
        open: (kind, line) => this.#send('remedy-open', { kind, line: line.id }),
        refuse: (why) => this.#send('refused', { why }),
      })}
      <tandem-timeline .store=${store} .pop=${pop} .older=${store.older} .stories=${store.stories} .agents=${store.agents} .caseId=${caseId}></tandem-timeline>`;
  }

  updated() {
    const { contact } = this;
    stand(this, contact && this.asking === contact.id, () => this.#known());
  }

  /** The customer is right after all. */
  #known() {
    const inside = this.querySelector('.identify')?.contains(document.activeElement);
    this.asking = '';
    if (inside) this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector('[data-testid=not-them]'))?.focus());
  }

  /** @param {string} order */
  #toggle(order) {
    const opened = new Set(this.opened);
    if (!opened.delete(order)) opened.add(order);
    this.opened = opened;
  }

  /** @param {string} type @param {object} detail */
  #send(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
customElements.define('tandem-customer', CustomerPane);

/** The number if it identifies no customer, and the unreadable fields, as the carrier sent them. @param {import('../api/types.js').CameFrom} from */
const asCame = ({ point, as_came: number = '', unread }) =>
  Object.entries(point ? unread : { number, ...unread }).map(([field, text]) => (field === 'from' && text === number ? nothing
    : html`<span data-testid=${`came-${field}`} title=${text}>${icon('phone')}${t(`caller.${text ? field : 'withheld'}`)} <bdi>${text}</bdi></span>`));
