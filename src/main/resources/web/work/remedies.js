// @ts-check
import { call } from '../api/http.js';
import { aheadText, sentence } from '../components/guard-card.js';
import { amountMinor, amountText } from '../lib/money.js';
import { say } from '../lib/part.js';
import { t } from '../lib/text.js';
import { caseOf } from '../state/desk.js';
import { newRemedy } from '../state/drafts.js';
import { currencyOf, freeUnits, lineOf, mostFor } from '../state/remedies.js';
import { withRequest } from './acts.js';

/**
 * @typedef {import('../state/desk.js').Contact} Contact
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../api/types.js').Remedy} Remedy
 * @typedef {import('../state/drafts.js').RemedyDraft} RemedyDraft
 * @typedef {import('../api/http.js').Problem} Problem
 */

const CLOCK_TRUSTED_WITHIN = 2_000;
const PAID_BACK = ['refund', 'credit'];

/** The form in which a remedy is given, and what it says when somebody was ahead. */
export class Remedies {
  /** @type {Record<string, { remedy: Remedy, ahead: number | undefined }>} by contact */
  #collisions = {};

  /** @param {import('../pages/agent.js').AgentPage} page */
  constructor(page) {
    this.page = page;
    this.store = page.store;
    this.acts = page.acts;
  }

  /** @param {Contact | undefined} contact */
  collision(contact) {
    return contact && this.#collisions[contact.id];
  }

  /** @param {Pop} pop @param {Remedy} remedy */
  tell(pop, remedy) {
    const text = sentence(pop, remedy);
    navigator.clipboard?.writeText(text).catch(() => {}); // the note has it in any case
    const { selected } = this.page;
    if (!selected) return;
    const { note } = this.store.drafts.of(selected);
    if (!note.includes(text)) this.store.draft(selected, { note: note ? `${note.trimEnd()}\n${text}` : text });
    this.acts.set(`call ${selected}`, { said: t('tell.inserted') });
    say('polite', t('tell.inserted'));
    this.page.focusSoon('note');
  }

  /** @param {Remedy} remedy */
  different(remedy) {
    const { contact } = this.page;
    if (!contact) return;
    const form = this.store.drafts.of(contact.id).remedy;
    // A form that is open keeps its words; only the line is asked for again.
    this.#show(contact.id, newRemedy({ kind: form?.kind ?? remedy.kind, line: undefined, units: [1], amount: form?.amount ?? '', chooseLine: true, ...(form ? { reason: form.reason } : {}) }), 'remedy-line');
  }

  /** @param {{ kind?: string, line?: string }} wish */
  open({ kind, line }) {
    const { contact } = this.page;
    const { desk } = this.store;
    const pop = contact && desk.pops[contact.id];
    if (!contact || !pop) return;
    this.page.showCustomer();
    const kept = this.store.drafts.of(contact.id).remedy;
    if (kept && kept.kind === (kind ?? kept.kind) && kept.line === (line ?? kept.line)) {
      this.#focus('remedy-reason');
      return;
    }
    const wanted = desk.floor.remedies.find((one) => one.id === kind) ?? desk.floor.remedies[0];
    if (!wanted) return;
    const found = lineOf(pop, line);
    const units = found ? freeUnits(pop, found.line, wanted.exclusion_group) : [1];
    const amount = found && PAID_BACK.includes(wanted.id) ? amountText(found.line.price_minor * units.length, found.order.currency) : '';
    delete this.#collisions[contact.id];
    this.#show(contact.id, newRemedy({ kind: wanted.id, line, units, amount, chooseLine: !line, ...(kept ? { reason: kept.reason } : {}) }), line ? 'remedy-reason' : 'remedy-line');
  }

  /** @param {string} contact @param {RemedyDraft} remedy @param {string} focus */
  #show(contact, remedy, focus) {
    this.acts.set(`remedy ${contact}`);
    this.store.draft(contact, { remedy });
    this.#focus(focus);
  }

  /** @param {string} id */
  #focus(id) {
    this.page.focusSoon(id, () => document.getElementById('remedy-title')?.closest('section')?.scrollIntoView({ block: 'nearest' }));
  }

  /** @param {Partial<RemedyDraft>} change */
  change(change) {
    const { selected } = this.page;
    const form = this.store.drafts.of(selected).remedy;
    if (!form) return;
    // Another kind or line is another request, and so has another key.
    const other = change.kind !== undefined || 'line' in change || change.units !== undefined || change.amount !== undefined;
    this.store.draft(selected, { remedy: { ...form, ...change, ...(other ? { key: newRemedy(form).key } : {}) } });
  }

  close() {
    const { selected } = this.page;
    if (!selected) return;
    this.store.draft(selected, { remedy: undefined });
    this.acts.set(`remedy ${selected}`);
    this.page.focusSoon('note');
  }

  async submit() {
    const { contact } = this.page;
    const pop = contact && this.store.desk.pops[contact.id];
    const form = contact && this.store.drafts.of(contact.id).remedy;
    const name = `remedy ${contact?.id}`;
    if (!contact || !pop || !form || this.acts.of(name).busy) return;
    const found = lineOf(pop, form.line);
    const most = mostFor(this.store.desk.floor.remedies.find((one) => one.id === form.kind), form.line);
    const currency = currencyOf(pop, form.line, most);
    const amount = form.amount.trim() ? amountMinor(form.amount, currency) : undefined;
    const badAmount = Number.isNaN(amount) ? t('remedy.bad_amount') : most && !amount ? t('remedy.no_amount') : '';
    const wrong = badAmount || (!form.reason.trim() ? t('remedy.no_reason') : found && !form.units.length ? t('remedy.no_units') : '');
    if (wrong) {
      this.acts.set(name, { problem: wrong });
      this.#focus(badAmount ? 'remedy-amount' : 'remedy-reason');
      return;
    }
    const body = {
      kind: form.kind, reason: form.reason.trim(), contact: contact.id,
      ...(form.line ? { order_line: form.line, units: form.units } : {}),
      ...(amount === undefined ? {} : { amount_minor: amount, currency }),
    };
    this.acts.set(name, { busy: t('remedy.sending') });
    try {
      const caseId = caseOf(contact, pop) ?? (await call('POST', '/cases', { customer: pop.customer.id, kind: 'request', subject: form.reason.trim().slice(0, 120) })).id;
      const given = await this.store.untilAnswered(
        () => call('POST', `/cases/${caseId}/remedies`, body, { 'Idempotency-Key': form.key }),
        () => this.acts.set(name, { busy: t('waiting') }));
      this.store.know(pop.customer.id, given);
      delete this.#collisions[contact.id];
      this.store.draft(contact.id, { remedy: undefined });
      this.acts.set(name);
      say('polite', t('remedy.given_now', { what: given.kind_name }));
    } catch (problem) {
      this.#refused(/** @type {Problem} */ (problem), contact, pop.customer.id);
    }
  }

  /** Somebody was ahead: the form keeps every word and the card says who. @param {Problem} problem @param {Contact} contact @param {string} customer */
  #refused(problem, contact, customer) {
    const name = `remedy ${contact.id}`;
    const remedy = problem.body?.remedy;
    if (!remedy) {
      this.acts.set(name, { problem: withRequest(problem) });
      return;
    }
    const ahead = serverNow(problem) - Date.parse(remedy.given_at);
    this.#collisions[contact.id] = { remedy, ahead };
    this.store.know(customer, remedy);
    this.acts.set(name);
    say('polite', `${aheadText({ remedy, ahead }, this.store.desk.me?.id)} ${t('guard.once')}`);
    this.page.showGuard();
  }
}

/** The header knows whole seconds: it is better than this clock only where this clock is wrong. @param {Problem} problem */
function serverNow({ serverTime }) {
  const here = Date.now();
  return serverTime !== undefined && Math.abs(serverTime - here) > CLOCK_TRUSTED_WITHIN ? serverTime : here;
}
