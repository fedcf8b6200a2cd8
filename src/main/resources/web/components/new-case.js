// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { t, term, typed } from '../lib/text.js';
import { unique } from '../lib/unique.js';
import { keepUnsent, unsent } from '../lib/unsent.js';

/** The kinds of a case, as the server has them. */
const KINDS = ['question', 'request', 'complaint'];

const SUBJECT_LENGTH_MAX = 200;

/**
 * The form of a new case. It keeps its text until the case is open.
 *
 * @typedef {{ contact: string, customer: string, kind: string, subject: string, about: boolean, key: string }} NewCaseForm `about` is whether the contact is about it
 */
class NewCase extends Part {
  static properties = { contact: {}, customer: {}, busy: {}, problem: {}, form: { state: true }, missing: { state: true } };

  constructor() {
    super();
    this.contact = '';
    this.customer = '';
    this.busy = '';
    this.problem = '';
    this.missing = false;
    /** @type {NewCaseForm | undefined} */
    this.form = undefined;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('contact') || changed.has('customer')) {
      const empty = { contact: this.contact, customer: this.customer, kind: KINDS[0], subject: '', about: true, key: unique() };
      const form = unsent(this.#name, empty);
      // a contact may get another customer while somebody types: it is another request then
      this.form = form.customer === this.customer ? form : { ...form, customer: this.customer, key: unique() };
      this.missing = false;
    }
  }

  firstUpdated() {
    document.getElementById('case-subject')?.focus();
  }

  get #name() {
    return `case ${this.contact}`;
  }

  render() {
    const { form } = this;
    if (!form) return nothing;
    return html`<form class="remedy" aria-labelledby="new-case-title" data-testid="new-case-form" novalidate @submit=${this.#submit}>
      <div class="row"><h2 id="new-case-title">${icon('box')}${t('new_case.title')}</h2>
        <button type="button" class="quiet" aria-label=${t('new_case.close')} title=${t('new_case.close')} @click=${() => this.#send('new-case-close', {})}>${icon('close')}</button></div>
      <fieldset class="kinds"><legend>${t('new_case.kind')}</legend>${KINDS.map((kind) => html`<label><input type="radio" name="case-kind" data-testid="case-kind-${kind}" .checked=${form.kind === kind} @change=${() => this.#change({ kind })} />${term('case', kind)}</label>`)}</fieldset>
      <label for="case-subject">${t('new_case.subject')}</label>
      <input id="case-subject" data-testid="case-subject" autocomplete="off" aria-required="true" aria-describedby="case-subject-hint" aria-invalid=${this.missing} .value=${form.subject} @input=${(/** @type {any} */ e) => this.#change({ subject: typed(e, SUBJECT_LENGTH_MAX) })} />
      <p class=${this.missing ? 'problem' : 'muted'} id="case-subject-hint" role=${this.missing ? 'alert' : nothing}>${t(this.missing ? 'new_case.no_subject' : 'new_case.hint')}</p>
      <label class="check"><input type="checkbox" data-testid="case-about" .checked=${form.about} @change=${(/** @type {any} */ e) => this.#change({ about: e.target.checked })} />${t('new_case.about')}</label>
      ${this.problem ? html`<p class="problem" role="alert">${icon('warn')}${this.problem}</p>` : nothing}
      <div class="bar"><button class="pri" data-testid="case-submit" aria-disabled=${this.busy !== ''}>${this.busy || t('new_case.submit')}</button>
        <button type="button" @click=${() => this.#cancel()}>${t('new_case.cancel')}</button></div>
    </form>`;
  }

  /** Another case is another request, so it has another key. @param {Partial<NewCaseForm>} change */
  #change(change) {
    if (!this.form) return;
    this.form = { ...this.form, ...change, ...('about' in change ? {} : { key: unique() }) };
    this.missing = this.missing && !this.form.subject.trim();
    keepUnsent(this.#name, this.form);
  }

  #cancel() {
    keepUnsent(this.#name, undefined);
    this.#send('new-case-close', {});
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    if (this.busy || !this.form) return;
    if (!this.form.subject.trim()) {
      this.missing = true;
      document.getElementById('case-subject')?.focus();
      return;
    }
    this.#send('new-case-submit', { ...this.form, done: () => {
      keepUnsent(this.#name, undefined);
      this.#send('new-case-done', {});
    } });
  }

  /** @param {string} type @param {object} detail */
  #send(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
customElements.define('tandem-new-case', NewCase);
