// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { money } from '../lib/money.js';
import { Part } from '../lib/part.js';
import { t, typed } from '../lib/text.js';
import { currencyOf, freeUnits, goesWithoutItem, isMoney, lineOf, mostFor, obstacle } from '../state/remedies.js';
import { noItemText, unready } from './remedy-checks.js';
import { obstacleText } from './remedy-text.js';

/**
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../state/remedies.js').Kind} Kind
 * @typedef {import('../state/drafts.js').RemedyDraft} RemedyDraft
 */

/** The value of the choice without an item. */
const NO_ITEM = 'none';
/** For a line with more pieces than this, single pieces cannot be chosen. */
const PIECES_SHOWN_MAX = 24;

const REASON_LENGTH_MAX = 500;

/** The form of a remedy: what is given, for which pieces, and why. It keeps its text until the remedy is given or the form is closed. */
class RemedyForm extends Part {
  static properties = { pop: {}, kinds: {}, form: {}, caseId: {}, me: {}, busy: {}, problem: {}, blocked: {} };

  constructor() {
    super();
    /** @type {import('../api/types.js').Pop | undefined} */
    this.pop = undefined;
    /** @type {import('../api/types.js').Floor['remedies']} */
    this.kinds = [];
    /** @type {import('../state/drafts.js').RemedyDraft | undefined} */
    this.form = undefined;
    /** @type {string | undefined} */
    this.caseId = undefined;
    /** @type {string | undefined} */
    this.me = undefined;
    this.busy = '';
    this.problem = '';
    this.blocked = '';
  }

  render() {
    const { form, pop, caseId } = this;
    if (!form || !pop) return nothing;
    const found = lineOf(pop, form.line);
    const kind = this.kinds.find((one) => one.id === form.kind);
    const unfit = unready(pop, kind, form, caseId, this.me);
    const blocked = this.blocked || unfit?.text || '';
    return html`<form class="remedy" aria-labelledby="remedy-title" data-testid="remedy-form" novalidate @submit=${this.#submit}>
      <div class="row"><h2 id="remedy-title">${icon('gift')}${t('remedy.title')}</h2>
        <button type="button" class="quiet" aria-label=${t('remedy.close')} title=${t('remedy.close')} @click=${() => this.#send('remedy-close')}>${icon('close')}</button></div>
      <label for="remedy-kind">${t('remedy.kind')}</label>
      <select id="remedy-kind" data-testid="remedy-kind" @change=${(/** @type {any} */ e) => this.#change({ kind: e.target.value })}>
        ${this.kinds.map((one) => {
          const inTheWay = found && obstacle(pop, one, found, caseId);
          return html`<option value=${one.id} ?disabled=${inTheWay && one.id !== form.kind} .selected=${one.id === form.kind}>${one.name}${inTheWay ? ` (${obstacleText(inTheWay, found.order, this.me)})` : ''}</option>`;
        })}</select>
      ${form.chooseLine || !found
        ? this.#items(pop, form, kind)
        : html`<p class="object">${found.line.title} <span class="muted">· ${t('remedy.order', { order: found.order.number })}</span></p>`}
      ${found && kind && found.line.quantity > 1 && !obstacle(pop, kind, found, caseId) ? this.#pieces(pop, form, found.line, freeUnits(pop, found.line, kind.exclusion_group)) : nothing}
      ${kind && isMoney(kind) && (found || form.noItem) ? this.#amount(pop, form, kind) : nothing}
      <label for="remedy-reason">${t('remedy.reason')}</label>
      <textarea id="remedy-reason" rows="2" data-testid="remedy-reason" .value=${form.reason} @input=${(/** @type {any} */ e) => this.#change({ reason: typed(e, REASON_LENGTH_MAX) })}></textarea>
      ${this.problem ? html`<p class="problem" role="alert">${icon('warn')}${this.problem}</p>` : nothing}
      <div class="bar"><button class="pri" data-testid="remedy-submit" aria-disabled=${this.busy !== '' || blocked !== ''} title=${blocked} aria-describedby=${blocked ? 'remedy-blocked' : nothing}>${this.busy || t('remedy.submit', { kind: kind?.name ?? '' })}</button>
        <button type="button" data-testid="remedy-cancel" @click=${() => this.#send('remedy-close')}>${t('remedy.cancel')}</button></div>
      ${blocked ? html`<p class="muted" id="remedy-blocked" data-testid="remedy-blocked">${blocked}</p>` : nothing}
    </form>`;
  }

  /** @param {Pop} pop @param {RemedyDraft} form @param {Kind | undefined} kind */
  #items(pop, form, kind) {
    const without = kind && goesWithoutItem(kind);
    const why = kind ? noItemText(pop, kind, this.caseId) : '';
    const chosen = lineOf(pop, form.line) ? form.line : form.noItem && without && !why ? NO_ITEM : '';
    return html`<label for="remedy-line">${t('remedy.line')}</label>
      <select id="remedy-line" data-testid="remedy-line" aria-required="true" aria-describedby=${why ? 'remedy-no-item' : nothing} @change=${(/** @type {any} */ e) => this.#line(e.target.value)}>
        <option value="" disabled .selected=${chosen === ''}>${t('remedy.choose')}</option>
        ${pop.orders.map((order) => order.lines.map((line) => {
          const inTheWay = kind && obstacle(pop, kind, { order, line }, this.caseId);
          const name = `${order.number} · ${line.quantity > 1 ? `${line.quantity} × ` : ''}${line.title}`;
          return html`<option value=${line.id} ?disabled=${inTheWay !== undefined} .selected=${chosen === line.id}>${name}${inTheWay ? ` (${obstacleText(inTheWay, order, this.me)})` : ''}</option>`;
        }))}
        ${without && !why ? html`<option value=${NO_ITEM} .selected=${chosen === NO_ITEM}>${t('remedy.no_line')}</option>` : nothing}</select>
      ${why ? html`<p class="muted" id="remedy-no-item" data-testid="remedy-no-item">${why}</p>` : nothing}`;
  }

  /** The number of pieces, of which the lowest free ones are chosen; and the choice of single pieces, if there are few. @param {Pop} pop @param {RemedyDraft} form @param {import('../api/types.js').Line} line @param {number[]} free */
  #pieces(pop, form, line, free) {
    const taken = form.units.some((unit) => !free.includes(unit));
    return html`<label for="remedy-count">${t('remedy.count')} <span class="muted">${t('remedy.free', { free: free.length, of: line.quantity })}</span></label>
      <input id="remedy-count" type="number" min="1" max=${free.length} step="1" class="num" data-testid="remedy-count" .value=${form.count ?? String(form.units.length)} @input=${(/** @type {any} */ e) => this.#change({ count: e.target.value })} />
      ${taken ? html`<button type="button" class="small" data-testid="remedy-others" @click=${() => this.#change({ count: String(Math.min(form.units.length, free.length)) })}>${t('remedy.take_others')}</button>` : nothing}
      ${line.quantity > PIECES_SHOWN_MAX ? nothing : html`<details class="which"><summary>${form.units.length ? t('remedy.which', { pieces: form.units.join(', ') }) : t('remedy.which_none')}</summary>
        <fieldset class="units"><legend class="sr">${t('remedy.units')}</legend>
          ${Array.from({ length: line.quantity }, (_, i) => i + 1).map((unit) => html`<label><input type="checkbox" .checked=${form.units.includes(unit)} aria-disabled=${!free.includes(unit)}
            @click=${(/** @type {Event} */ e) => !free.includes(unit) && !form.units.includes(unit) && e.preventDefault()}
            @change=${(/** @type {any} */ e) => this.#change({ units: e.target.checked ? [...form.units, unit].sort((a, b) => a - b) : form.units.filter((one) => one !== unit) })} /><span class="num">${unit}</span></label>`)}</fieldset></details>`}`;
  }

  /** @param {Pop} pop @param {RemedyDraft} form @param {Kind} kind */
  #amount(pop, form, kind) {
    const currency = currencyOf(pop, kind, form.line);
    const most = money(mostFor(pop, kind, form, this.caseId), currency);
    return html`<label for="remedy-amount">${t('remedy.amount', { currency })} <span class="muted">${t(form.line ? 'remedy.left' : 'remedy.most', { most })}</span></label>
      <input id="remedy-amount" inputmode="decimal" autocomplete="off" class="num" data-testid="remedy-amount" aria-required="true" .value=${form.amount} @input=${(/** @type {any} */ e) => this.#change({ amount: e.target.value })} />`;
  }

  /** @param {string} chosen */
  #line(chosen) {
    const noItem = chosen === NO_ITEM;
    this.#change({ line: noItem ? undefined : chosen, noItem });
  }

  /** @param {object} change */
  #change(change) {
    this.#send('remedy-change', change);
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    if (!this.busy && !this.blocked) this.#send('remedy-submit');
  }

  /** @param {string} type @param {object} [detail] */
  #send(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
customElements.define('tandem-remedy', RemedyForm);
