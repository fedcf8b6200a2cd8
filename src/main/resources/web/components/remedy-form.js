// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { money } from '../lib/money.js';
import { Part } from '../lib/part.js';
import { count, t, typed } from '../lib/text.js';
import { currencyOf, freeUnits, lineOf, mostFor } from '../state/remedies.js';

const REASON_LENGTH_MAX = 500;

/** What to give, for which pieces, and why: nothing in it is lost until it is given or closed. */
class RemedyForm extends Part {
  static properties = { pop: {}, kinds: {}, form: {}, busy: {}, problem: {}, blocked: {} };

  constructor() {
    super();
    /** @type {import('../api/types.js').Pop | undefined} */
    this.pop = undefined;
    /** @type {import('../api/types.js').Floor['remedies']} */
    this.kinds = [];
    /** @type {import('../state/drafts.js').RemedyDraft | undefined} */
    this.form = undefined;
    this.busy = '';
    this.problem = '';
    this.blocked = '';
  }

  render() {
    const { form, pop } = this;
    if (!form || !pop) return nothing;
    const found = lineOf(pop, form.line);
    const kind = this.kinds.find((one) => one.id === form.kind);
    const free = found && kind ? freeUnits(pop, found.line, kind.exclusion_group) : [];
    const taken = found && form.units.some((unit) => !free.includes(unit)) ? t('remedy.taken') : '';
    const blocked = this.blocked || taken;
    const most = mostFor(kind, form.line);
    const currency = currencyOf(pop, form.line, most);
    return html`<form class="remedy" aria-labelledby="remedy-title" data-testid="remedy-form" novalidate @submit=${this.#submit}>
      <div class="row"><h2 id="remedy-title">${icon('gift')}${t('remedy.title')}</h2>
        <button type="button" class="quiet" aria-label=${t('remedy.close')} title=${t('remedy.close')} @click=${() => this.#send('remedy-close')}>${icon('close')}</button></div>
      <label for="remedy-kind">${t('remedy.kind')}</label>
      <select id="remedy-kind" data-testid="remedy-kind" @change=${(/** @type {any} */ e) => this.#change({ kind: e.target.value })}>
        ${this.kinds.map((one) => html`<option value=${one.id} .selected=${one.id === form.kind}>${one.name}</option>`)}</select>
      ${form.chooseLine || !found
        ? html`<label for="remedy-line">${t('remedy.line')}</label>
          <select id="remedy-line" data-testid="remedy-line" @change=${(/** @type {any} */ e) => this.#line(e.target.value)}>
            <option value="" .selected=${!form.line}>${t('remedy.no_line')}</option>
            ${pop.orders.map((order) => order.lines.map((line) => {
              const left = kind ? freeUnits(pop, line, kind.exclusion_group).length : 0;
              return html`<option value=${line.id} ?disabled=${!left} .selected=${line.id === form.line}>${order.number} · ${line.title}${left ? '' : ` (${t('remedy.line_taken')})`}</option>`;
            }))}</select>`
        : html`<p class="object">${found.line.title} <span class="muted">· ${t('remedy.order', { order: found.order.number })}</span></p>`}
      ${found && found.line.quantity > 1
        ? html`<fieldset class="units"><legend>${t('remedy.units')} <span class="muted">${count('remedy.free', free.length)}</span></legend>
            ${Array.from({ length: found.line.quantity }, (_, i) => i + 1).map((unit) => html`<label><input type="checkbox" .checked=${form.units.includes(unit)} aria-disabled=${!free.includes(unit)}
              @click=${(/** @type {Event} */ e) => !free.includes(unit) && !form.units.includes(unit) && e.preventDefault()}
              @change=${(/** @type {any} */ e) => this.#change({ units: e.target.checked ? [...form.units, unit].sort() : form.units.filter((one) => one !== unit) })} /><span class="num">${unit}</span></label>`)}</fieldset>`
        : nothing}
      <label for="remedy-amount">${t('remedy.amount', { currency })} <span class="muted">${most ? t('remedy.most', { most: money(most[currency] ?? 0, currency) }) : t('remedy.optional')}</span></label>
      <input id="remedy-amount" inputmode="decimal" autocomplete="off" class="num" data-testid="remedy-amount" aria-required=${most !== undefined} .value=${form.amount} @input=${(/** @type {any} */ e) => this.#change({ amount: e.target.value })} />
      <label for="remedy-reason">${t('remedy.reason')}</label>
      <textarea id="remedy-reason" rows="2" data-testid="remedy-reason" .value=${form.reason} @input=${(/** @type {any} */ e) => this.#change({ reason: typed(e, REASON_LENGTH_MAX) })}></textarea>
      ${this.problem ? html`<p class="problem" role="alert">${icon('warn')}${this.problem}</p>` : nothing}
      <div class="bar"><button class="pri" data-testid="remedy-submit" aria-disabled=${this.busy !== '' || blocked !== ''} title=${blocked}>${this.busy || t('remedy.submit', { kind: kind?.name ?? '' })}</button>
        <button type="button" @click=${() => this.#send('remedy-close')}>${t('remedy.cancel')}</button></div>
      ${blocked ? html`<p class="muted">${blocked}</p>` : nothing}
    </form>`;
  }

  /** @param {string} id */
  #line(id) {
    const found = this.pop && lineOf(this.pop, id);
    const kind = this.kinds.find((one) => one.id === this.form?.kind);
    const units = found && kind && this.pop ? freeUnits(this.pop, found.line, kind.exclusion_group) : [1];
    this.#change({ line: id || undefined, units });
  }

  /** @param {object} change */
  #change(change) {
    this.#send('remedy-change', change);
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const off = this.querySelector('[data-testid=remedy-submit]')?.getAttribute('aria-disabled') === 'true';
    if (!off) this.#send('remedy-submit');
  }

  /** @param {string} type @param {object} [detail] */
  #send(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
customElements.define('tandem-remedy', RemedyForm);
