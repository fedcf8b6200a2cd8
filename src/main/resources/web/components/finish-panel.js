// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { t } from '../lib/text.js';
import { recentOutcomes } from '../state/drafts.js';

const SEARCH_FROM = 6;

/** The choice of a contact's outcome. */
class FinishPanel extends Part {
  static properties = { outcomes: {}, draft: {}, busy: {}, problem: {} };

  constructor() {
    super();
    /** @type {import('../api/types.js').Floor['outcomes']} */
    this.outcomes = [];
    /** @type {import('../state/drafts.js').Draft | undefined} */
    this.draft = undefined;
    this.busy = '';
    this.problem = '';
    this.recent = recentOutcomes();
  }

  render() {
    const { draft } = this;
    if (!draft) return nothing;
    const wanted = draft.search.trim().toLowerCase();
    const rank = (/** @type {string} */ id) => (this.recent.includes(id) ? this.recent.indexOf(id) : 99);
    const shown = this.outcomes
      .filter((one) => one.name.toLowerCase().includes(wanted) || one.id === draft.outcome)
      .sort((a, b) => rank(a.id) - rank(b.id));
    return html`<section class="finish" aria-labelledby="finish-title" data-testid="finish-panel">
      <div class="row"><h2 id="finish-title">${t('finish.title')} <span class="muted">${t('finish.required')}</span></h2>
        ${this.outcomes.length >= SEARCH_FROM
          ? html`<label class="search">${icon('search')}<span class="sr">${t('finish.search')}</span>
              <input data-testid="outcome-search" placeholder=${t('finish.search')} .value=${draft.search} @input=${(/** @type {any} */ e) => this.#send('draft', { search: e.target.value })}
                @keydown=${(/** @type {KeyboardEvent} */ e) => e.key === 'Enter' && !e.ctrlKey && shown[0] && this.#send('draft', { outcome: shown[0].id })} /></label>`
          : nothing}
        <button type="button" class="quiet" aria-label=${t('finish.close')} title=${t('finish.close')} @click=${() => this.#send('draft', { finishing: false })}>${icon('close')}</button></div>
      <fieldset><legend class="sr">${t('finish.title')}</legend><div class="outcomes">
        ${shown.map((one) => html`<label class="choice" data-testid="outcome-${one.id}">
          <input type="radio" name="outcome" .value=${one.id} .checked=${one.id === draft.outcome} @change=${() => this.#send('draft', { outcome: one.id })} />
          <span>${one.name}</span>${rank(one.id) < 99 ? html`<small>${icon('clock')}<span class="sr">${t('finish.recent')}</span></small>` : nothing}
          ${one.resolves ? html`<small class="done">${icon('check')}${t('finish.resolves')}</small>` : nothing}</label>`)}
        ${shown.length ? nothing : html`<p class="muted">${t('finish.none', { wanted: draft.search })}</p>`}
      </div></fieldset>
    </section>`;
  }

  /** @param {string} type @param {object} detail */
  #send(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
customElements.define('tandem-finish', FinishPanel);
