// @ts-check
import { html, nothing } from 'lit';
import { forms } from 'texts/forms.js';
import { call } from '../api/http.js';
import { DialogPart } from '../lib/dialog.js';
import { icon } from '../lib/icons.js';
import { say } from '../lib/part.js';
import { know, t, typed } from '../lib/text.js';
import { usedOutcome } from '../state/drafts.js';
import { withRequest } from '../work/acts.js';
import './finish-panel.js';
import { NOTE_LENGTH_MAX } from './note-box.js';

know(forms);

/** The dialog for the outcome of a contact whose wrap-up a supervisor has ended. What the agent had typed until then is in it. */
class LateOutcome extends DialogPart {
  static properties = { store: {}, told: {}, draft: {}, busy: { state: true }, problem: { state: true } };

  constructor() {
    super();
    /** @type {import('../state/desk-store.js').DeskStore | undefined} */
    this.store = undefined;
    /** @type {import('../state/desk.js').Told | undefined} */
    this.told = undefined;
    /** The server takes no draft of a closed contact, so this one is kept here. @type {import('../state/drafts.js').Draft | undefined} */
    this.draft = undefined;
    this.busy = false;
    this.problem = '';
  }

  render() {
    const { store, draft } = this;
    if (!store || !draft) return nothing;
    return html`<dialog class="late" aria-label=${t('told.outcome')} data-testid="late-outcome">
      <form novalidate @submit=${this.#submit}>
        <tandem-finish .outcomes=${store.desk.floor.outcomes} .draft=${draft} @draft=${this.#change} @keydown=${this.#key}></tandem-finish>
        <label for="late-note">${t('note.with_outcome')}</label>
        <textarea id="late-note" data-testid="late-note" rows="3" .value=${draft.note} @input=${(/** @type {any} */ event) => (this.draft = { ...draft, note: typed(event, NOTE_LENGTH_MAX) })}></textarea>
        ${this.problem ? html`<p class="problem" role="alert">${icon('warn')}${this.problem}</p>` : nothing}
        <div class="bar"><button class="pri" data-testid="late-submit" aria-disabled=${this.busy}>${this.busy ? t('finish.sending') : t('finish.submit')}</button></div>
      </form></dialog>`;
  }

  /** The panel's wishes are about this contact, not about the selected one. @param {CustomEvent} event */
  #change(event) {
    event.stopPropagation();
    if (this.draft) this.draft = { ...this.draft, ...event.detail };
    if (event.detail.finishing === false) this.close();
  }

  /** Enter chooses in the panel, and sends nothing yet. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'Enter' && /** @type {Element} */ (event.target).matches('input')) event.preventDefault();
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const { store, told, draft } = this;
    if (!store || !told?.contact || !draft || this.busy) return;
    const { contact } = told;
    if (!draft.outcome) {
      this.problem = t('finish.choose');
      return;
    }
    this.busy = true;
    this.problem = '';
    try {
      await store.untilAnswered(() => call('POST', `/contacts/${contact}/outcome`, { outcome: draft.outcome, note: draft.note }));
      store.drafts.drop(contact);
      usedOutcome(draft.outcome);
      store.heardOf(told);
      say('polite', t('finish.done'));
      this.close();
    } catch (problem) {
      this.problem = withRequest(/** @type {any} */ (problem));
    } finally {
      this.busy = false;
    }
  }
}
customElements.define('tandem-late-outcome', LateOutcome);

/** Opens the dialog; it goes when it is closed. @param {import('../state/desk-store.js').DeskStore} store @param {import('../state/desk.js').Told} told */
export const lateOutcome = (store, told) => document.body.append(Object.assign(new LateOutcome(), { store, told, draft: store.drafts.of(told.contact ?? '') }));
