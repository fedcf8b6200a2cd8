// @ts-check
import { html, nothing } from 'lit';
import { Part } from '../lib/part.js';
import { stand } from '../lib/stack.js';
import { t } from '../lib/text.js';
import { caseOf } from '../state/desk.js';
import { coming } from './coming.js';
import { orders } from './orders.js';
import { person } from './person.js';

/** The customer: name and addresses, remedies, cases, orders and the timeline. The cases and the menus of remedies come with the forms. */
class CustomerPane extends Part {
  static properties = { store: {}, desk: {}, older: {}, pop: {}, contact: {}, why: {}, remedyAct: {}, identifyAct: {}, openedCase: {}, caseAct: {}, newCaseAct: {}, personAct: {}, version: {}, guard: {}, forms: {}, opened: { state: true }, asking: { state: true }, editing: { state: true } };

  constructor() {
    super();
    /** @type {import('../state/desk-store.js').DeskStore | undefined} */
    this.store = undefined;
    /** @type {import('../api/types.js').Pop | undefined} */
    this.pop = undefined;
    /** @type {import('../state/desk.js').Contact | undefined} */
    this.contact = undefined;
    /** @type {string | undefined} why nothing can be given without a contact; otherwise the contact must be accepted first */
    this.why = undefined;
    this.remedyAct = { busy: '', problem: '' };
    this.identifyAct = { busy: '', problem: '' };
    /** The case whose story is open. */
    this.openedCase = '';
    this.caseAct = { busy: '', problem: '' };
    this.newCaseAct = { busy: '', problem: '' };
    this.personAct = { busy: '', problem: '' };
    /** @type {unknown} */
    this.guard = undefined;
    /** @type {import('../lib/lazy.js').Lazy | undefined} the part with the form of a remedy and the question who the customer is */
    this.forms = undefined;
    /** @type {Set<string>} */
    this.opened = new Set();
    this.asking = '';
    /** The contact whose customer is being changed. */
    this.editing = '';
  }

  render() {
    const { store, pop, contact, forms } = this;
    if (!store || !forms) return nothing;
    if (!pop) return html`<div class="empty"><p class="muted">${t('customer.none')}</p></div>`;
    const live = store.line.state === 'live';
    const none = this.why ?? t('blocked.accept');
    const blocked = !contact ? none : live ? '' : t('blocked.line');
    const form = contact && store.drafts.of(contact.id).remedy;
    const caseId = contact && caseOf(contact, pop);
    const unsure = pop.customer.provisional;
    const editing = contact !== undefined && this.editing === contact.id;
    return html`
      ${person({ pop, segments: store.desk.floor.segments ?? [], contact, editing, asking: this.asking === contact?.id, edit: () => this.#edit(!editing), ask: () => (this.asking = contact?.id ?? '') })}
      ${contact && editing ? html`<section>${forms.part
        ? html`<tandem-person-form .pop=${pop} .contact=${contact.id} .busy=${this.personAct.busy} .problem=${this.personAct.problem} @person-close=${() => this.#edit(false)}></tandem-person-form>`
        : html`<div class="remedy coming" tabindex="-1">${coming(forms.failed, () => forms.want())}</div>`}</section>` : nothing}
      ${contact && (unsure || this.asking === contact.id)
        ? forms.part
          ? html`<tandem-identify .pop=${pop} .channel=${contact.channel} .asked=${!unsure} .busy=${this.identifyAct.busy} .problem=${this.identifyAct.problem} .blocked=${live ? '' : t('blocked.line')} @identify=${() => (this.asking = '')} @identify-close=${() => this.#known()} @name-them=${() => this.#edit(true)}></tandem-identify>`
          : html`<section class="identify">${coming(forms.failed, () => forms.want())}</section>`
        : nothing}
      ${this.guard ? html`<section class="pinned">${this.guard}</section>` : nothing}
      ${form && !forms.part ? html`<section><div class="remedy coming" tabindex="-1">${coming(forms.failed, () => forms.want())}</div></section>` : nothing}
      ${form && forms.part ? html`<section><tandem-remedy .pop=${pop} .kinds=${store.desk.floor.remedies} .form=${form} .caseId=${caseId} .me=${store.desk.me?.id} .busy=${this.remedyAct.busy} .problem=${this.remedyAct.problem} .blocked=${live ? '' : t('blocked.line')}></tandem-remedy></section>` : nothing}
      ${forms.failed && !forms.part ? html`<section>${coming(true, () => forms.want())}</section>` : nothing}
      ${forms.part || forms.late ? this.#past(pop, none, blocked, live) : coming(false, () => {})}`;
  }

  /** What was before. It waits for the cases, which stand above the rest: nothing moves when they come. @param {import('../api/types.js').Pop} pop @param {string} none why nothing can be done without a contact @param {string} blocked @param {boolean} live */
  #past(pop, none, blocked, live) {
    const { contact, forms, store } = this;
    if (!store) return nothing;
    const caseId = contact && caseOf(contact, pop);
    return html`<tandem-cases .store=${store} .pop=${pop} .older=${store.older} .agents=${store.agents} .contact=${contact} .caseId=${caseId} .opened=${this.openedCase} .act=${this.caseAct} .newAct=${this.newCaseAct} .forms=${forms} .version=${this.version}
        .blocked=${!contact ? none : live ? '' : t('blocked.offline')}></tandem-cases>
      ${orders({
        pop, blocked, remedies: store.desk.floor.remedies, opened: this.opened, me: store.desk.me?.id, caseId,
        toggle: (id) => this.#toggle(id),
        open: (kind, line) => this.#send('remedy-open', { kind, line: line.id }),
      })}
      <tandem-timeline .store=${store} .pop=${pop} .older=${store.older} .stories=${store.stories} .agents=${store.agents} .caseId=${caseId}></tandem-timeline>`;
  }

  updated() {
    const { contact } = this;
    stand(this, contact && this.asking === contact.id, () => this.#known());
    stand(this.#person, contact && this.editing === contact.id, () => this.#edit(false));
  }

  /** The form of the customer, in the list of what is open. */
  #person = {};

  /** @param {boolean} open */
  #edit(open) {
    const inside = this.querySelector('tandem-person-form')?.contains(document.activeElement);
    this.editing = open ? (this.contact?.id ?? '') : '';
    if (open) this.forms?.want();
    else if (inside) this.updateComplete.then(() => document.getElementById('edit-customer')?.focus());
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
