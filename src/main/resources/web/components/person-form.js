// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { inOrder } from '../lib/figures.js';
import { languageName } from '../lib/language.js';
import { t, typed } from '../lib/text.js';
import { keepUnsent, unsent } from '../lib/unsent.js';
import { conflicts, decided, fieldsOf, formOf, isChanged, met, pointsOf } from '../state/person.js';

const NAME_LENGTH_MAX = 200;
const POINT_LENGTH_MAX = 254;

/** The languages that are offered; one that a customer already has is offered too. */
const LANGUAGES = ['ar', 'bg', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fa', 'fi', 'fr', 'he', 'hi', 'hr', 'hu', 'it', 'ja', 'ko', 'lt', 'lv', 'nb', 'nl', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sr', 'sv', 'th', 'tr', 'uk', 'vi', 'zh'];

/**
 * The form in which an agent changes a customer, or names an unknown one. It keeps its text until it is saved. What somebody else changes
 * meanwhile is taken over; where both have changed the same, both texts are there until the agent decides.
 *
 * @typedef {import('../state/person.js').Form} Form
 * @typedef {import('../state/person.js').Field} Field
 */
class PersonForm extends Part {
  static properties = { pop: {}, contact: {}, busy: {}, problem: {}, form: { state: true }, point: { state: true }, missing: { state: true } };

  constructor() {
    super();
    /** @type {import('../api/types.js').Pop | undefined} */
    this.pop = undefined;
    this.contact = '';
    this.busy = '';
    this.problem = '';
    /** @type {Form | undefined} */
    this.form = undefined;
    /** The contact point that is being typed. */
    this.point = { kind: 'phone', value: '' };
    this.missing = false;
  }

  #customer = '';

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const customer = this.pop?.customer;
    if (!customer || !changed.has('pop')) return;
    if (this.#customer !== customer.id) {
      this.#customer = customer.id;
      this.form = unsent(this.#name, formOf(customer));
      this.point = { kind: 'phone', value: '' };
      this.missing = false;
    }
    this.form = met(/** @type {Form} */ (this.form), customer);
  }

  firstUpdated() {
    document.getElementById('person-name')?.focus();
  }

  get #name() {
    return `person ${this.#customer}`;
  }

  render() {
    const { pop, form } = this;
    if (!pop || !form) return nothing;
    const { customer } = pop;
    const both = conflicts(form, customer);
    const points = pointsOf(form, customer);
    return html`<form class="remedy" aria-labelledby="person-title" data-testid="person-form" novalidate @submit=${this.#submit}>
      <div class="row"><h2 id="person-title">${icon('user')}${t(customer.provisional ? 'person.name_them' : 'person.title')}</h2>
        <button type="button" class="quiet" aria-label=${t('person.close')} title=${t('person.close')} @click=${() => this.#send('person-close', {})}>${icon('close')}</button></div>
      <label for="person-name">${t('person.name')}</label>
      <input id="person-name" data-testid="person-name" autocomplete="off" aria-invalid=${this.missing} .value=${form.name} @input=${(/** @type {any} */ e) => this.#change({ name: typed(e, NAME_LENGTH_MAX) })} />
      ${this.missing ? html`<p class="problem" role="alert">${icon('warn')}${t('person.no_name')}</p>` : nothing}
      ${both.includes('name') ? this.#other('name', customer.name) : nothing}
      <fieldset class="reach"><legend>${t('person.points')}</legend>
        ${points.length ? html`<ul>${points.map((one) => html`<li class="row"><span class="num">${icon(one.kind === 'email' ? 'mail' : one.kind === 'visitor' ? 'chat' : 'phone')}${one.value}</span>
          <button type="button" class="quiet small" data-testid="point-remove" aria-label=${t('person.remove', { value: one.value })} title=${t('person.remove', { value: one.value })} @click=${() => this.#remove(one)}>${icon('close')}</button></li>`)}</ul>` : html`<p class="muted">${t('person.no_points')}</p>`}
        <div class="add"><select data-testid="point-kind" aria-label=${t('person.kind')} @change=${(/** @type {any} */ e) => (this.point = { ...this.point, kind: e.target.value })}>
            ${['phone', 'email'].map((kind) => html`<option value=${kind} .selected=${this.point.kind === kind}>${t(/** @type {any} */ (`person.${kind}`))}</option>`)}</select>
          <input id="point-value" data-testid="point-value" autocomplete="off" aria-label=${t('person.new_point')} .value=${this.point.value} @input=${(/** @type {any} */ e) => (this.point = { ...this.point, value: typed(e, POINT_LENGTH_MAX) })} @keydown=${this.#enter} />
          <button type="button" class="small" data-testid="point-add" @click=${() => this.#add()}>${icon('plus')}${t('person.add')}</button></div></fieldset>
      <label for="person-language">${t('person.language')}</label>
      <select id="person-language" data-testid="person-language" @change=${(/** @type {any} */ e) => this.#change({ language: e.target.value })}>
        <option value="" .selected=${form.language === ''}>${t('person.unknown')}</option>
        ${languages(form.language).map(([tag, name]) => html`<option value=${tag} .selected=${form.language === tag}>${name}</option>`)}</select>
      ${both.includes('language') ? this.#other('language', customer.language ? languageName(customer.language) : t('person.unknown')) : nothing}
      <label for="person-zone">${t('person.zone')}</label>
      <select id="person-zone" data-testid="person-zone" @change=${(/** @type {any} */ e) => this.#change({ time_zone: e.target.value })}>
        <option value="" .selected=${form.time_zone === ''}>${pop.time_zone ? t('person.zone_of_number', { zone: pop.time_zone }) : t('person.unknown')}</option>
        ${zones(form.time_zone).map((zone) => html`<option value=${zone} .selected=${form.time_zone === zone}>${zone}</option>`)}</select>
      ${both.includes('time_zone') ? this.#other('time_zone', customer.time_zone ?? t('person.unknown')) : nothing}
      ${this.problem ? html`<p class="problem" role="alert">${icon('warn')}${this.problem}</p>` : nothing}
      <div class="bar"><button class="pri" data-testid="person-submit" aria-disabled=${this.busy !== '' || both.length > 0} title=${both.length ? t('person.decide') : ''} aria-describedby=${both.length ? 'person-decide' : nothing}>${this.busy || t('person.save')}</button>
        <button type="button" @click=${() => this.#cancel()}>${t('person.cancel')}</button></div>
      ${both.length ? html`<p class="muted" id="person-decide">${t('person.decide')}</p>` : nothing}
    </form>`;
  }

  /** What somebody else has written in the same field. @param {Field} field @param {string} theirs */
  #other(field, theirs) {
    const decide = (/** @type {boolean} */ mine) => this.pop && this.form && this.#put(decided(this.form, field, this.pop.customer, mine));
    return html`<div class="other" role="status" data-testid="person-other"><p><b>${icon('warn')}${t('person.other')}</b></p><blockquote class="text">${theirs}</blockquote>
      <div class="bar"><button type="button" class="small" data-testid="person-mine" @click=${() => decide(true)}>${t('person.keep_mine')}</button>
        <button type="button" class="small" data-testid="person-theirs" @click=${() => decide(false)}>${t('person.use_theirs')}</button></div></div>`;
  }

  /** @param {KeyboardEvent} event */
  #enter(event) {
    if (event.key !== 'Enter' || event.ctrlKey) return;
    event.preventDefault();
    this.#add();
  }

  #add() {
    const { form, point } = this;
    const value = point.value.trim();
    if (!form || !value) return;
    this.point = { ...point, value: '' };
    this.#put({ ...form, added: [...form.added, { kind: point.kind, value }] });
    document.getElementById('point-value')?.focus();
  }

  /** @param {import('../state/person.js').Point} point */
  #remove(point) {
    const { form, pop } = this;
    if (!form || !pop) return;
    const not = (/** @type {import('../state/person.js').Point} */ one) => one.kind !== point.kind || one.value !== point.value;
    const known = !pop.customer.contact_points.every(not);
    this.#put({ ...form, added: form.added.filter(not), removed: known ? [...form.removed.filter(not), { kind: point.kind, value: point.value }] : form.removed });
    document.getElementById('point-value')?.focus();
  }

  /** @param {Partial<Form>} change */
  #change(change) {
    if (this.form) this.#put({ ...this.form, ...change });
  }

  /** @param {Form} form */
  #put(form) {
    this.form = form;
    this.missing = this.missing && !form.name.trim();
    keepUnsent(this.#name, this.pop && isChanged(form, this.pop.customer) ? form : undefined);
  }

  #cancel() {
    keepUnsent(this.#name, undefined);
    this.#send('person-close', {});
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    this.#add();
    const { form, pop } = this;
    if (!form || !pop || this.busy || conflicts(form, pop.customer).length) return;
    if (!form.name.trim() && (fieldsOf(pop.customer).name || form.name !== form.base.name)) {
      this.missing = true;
      document.getElementById('person-name')?.focus();
      return;
    }
    this.#send('person-submit', { contact: this.contact, customer: pop.customer.id, form, done: () => {
      keepUnsent(this.#name, undefined);
      this.#send('person-close', {});
    } });
  }

  /** @param {string} type @param {object} detail */
  #send(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
customElements.define('tandem-person-form', PersonForm);

/** The languages by their names. @param {string} present @returns {[string, string][]} */
const languages = (present) => [...new Set([...LANGUAGES, present].filter(Boolean))].map((tag) => /** @type {[string, string]} */ ([tag, languageName(tag)])).sort((a, b) => inOrder(a[1], b[1]));

/** The time zones that this browser knows. @param {string} present */
const zones = (present) => [...new Set([...(Intl.supportedValuesOf?.('timeZone') ?? []), present].filter(Boolean))].sort();
