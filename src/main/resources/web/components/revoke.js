// @ts-check
import { html, nothing } from 'lit';
import { written } from 'texts/written.js';
import { call } from '../api/http.js';
import { DialogPart } from '../lib/dialog.js';
import { icon } from '../lib/icons.js';
import { say } from '../lib/part.js';
import { know, t, typed } from '../lib/text.js';
import { withRequest } from '../work/acts.js';

know(written);

const REASON_LENGTH_MAX = 500;

/** The dialog that takes a remedy back: for its giver for a while, for a supervisor always. */
class Revoke extends DialogPart {
  static properties = { store: {}, remedy: {}, customer: {}, reason: { state: true }, busy: { state: true }, problem: { state: true } };

  constructor() {
    super();
    /** @type {import('../state/desk-store.js').DeskStore | undefined} */
    this.store = undefined;
    /** @type {import('../api/types.js').Remedy | undefined} */
    this.remedy = undefined;
    this.customer = '';
    this.reason = '';
    this.busy = false;
    this.problem = '';
  }

  render() {
    const { remedy } = this;
    if (!remedy) return nothing;
    const me = this.store?.desk.me?.id;
    return html`<dialog aria-labelledby="revoke-title" data-testid="revoke-dialog">
      <form novalidate @submit=${this.#submit}>
        <h2 id="revoke-title">${t('revoke.title', { what: remedy.kind_name })}</h2>
        <p class="muted">${remedy.agent === me ? t('revoke.why') : t('revoke.others', { who: [remedy.agent_name ?? remedy.recorded_by, remedy.department_name].filter(Boolean).join(', ') })}</p>
        <label for="revoke-reason">${t('revoke.reason')}</label>
        <textarea id="revoke-reason" data-testid="revoke-reason" rows="3" required .value=${this.reason} @input=${(/** @type {any} */ e) => (this.reason = typed(e, REASON_LENGTH_MAX))}></textarea>
        ${this.problem ? html`<p class="problem" role="alert" data-testid="revoke-problem">${icon('warn')}${this.problem}</p>` : nothing}
        <div class="bar"><button class="pri" data-testid="revoke-submit" aria-disabled=${this.busy}>${this.busy ? t('revoke.sending') : t('revoke.submit')}</button>
          <button type="button" @click=${() => this.close()}>${t('revoke.cancel')}</button></div>
      </form></dialog>`;
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const { remedy, store } = this;
    const reason = this.reason.trim();
    if (!remedy || !store || this.busy) return;
    if (!reason) {
      this.problem = t('revoke.no_reason');
      /** @type {HTMLElement | null} */ (this.querySelector('textarea'))?.focus();
      return;
    }
    this.busy = true;
    this.problem = '';
    try {
      const revoked = await call('POST', `/remedies/${remedy.id}/state`, { state: 'revoked', reason });
      store.know(this.customer, revoked);
      say('polite', t('revoke.done', { what: revoked.kind_name }));
      this.close();
    } catch (problem) {
      this.problem = withRequest(/** @type {any} */ (problem));
    } finally {
      this.busy = false;
    }
  }
}
customElements.define('tandem-revoke', Revoke);

/** Opens the dialog; it goes when it is closed. @param {import('../state/desk-store.js').DeskStore} store @param {import('../api/types.js').Remedy} remedy @param {string} customer */
export const takeBack = (store, remedy, customer) => document.body.append(Object.assign(new Revoke(), { store, remedy, customer }));
