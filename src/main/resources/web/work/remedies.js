// @ts-check
import { call } from '../api/http.js';
import { aheadText } from '../components/guard-card.js';
import { sentence, tooMuchText, unready } from '../components/remedy-text.js';
import { amountExample, amountMinor } from '../lib/money.js';
import { say } from '../lib/part.js';
import { serverNow } from '../lib/server-time.js';
import { t } from '../lib/text.js';
import { caseOf } from '../state/desk.js';
import { newRemedy } from '../state/drafts.js';
import { changed, currencyOf, isMoney, mostFor } from '../state/remedies.js';
import { withRequest } from './acts.js';

/**
 * @typedef {import('../state/desk.js').Contact} Contact
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../api/types.js').Remedy} Remedy
 * @typedef {import('../state/drafts.js').RemedyDraft} RemedyDraft
 * @typedef {import('../api/http.js').Problem} Problem
 */

/** A new form, without an item. */
const NOTHING_CHOSEN = { line: undefined, units: [], amount: '', chooseLine: true };

/** The actions of the remedy form, also when a colleague was faster. */
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
    navigator.clipboard?.writeText(text).catch(() => {}); // the note contains the text in any case
    const { selected } = this.page;
    if (!selected) return;
    const { contact, writing } = this.page;
    const reply = contact?.conversation && writing?.reply(contact);
    if (contact && writing && reply && !this.store.drafts.of(selected).finishing) {
      const before = reply.text.trimEnd();
      writing.change(contact, { mode: reply.mode === 'note' ? 'reply' : reply.mode, ...(before.includes(text) ? {} : { text: before ? `${before}\n${text}` : text }) });
      say('polite', t('tell.in_reply'));
      this.page.focusSoon('reply');
      return;
    }
    const { note } = this.store.drafts.of(selected);
    if (!note.includes(text)) this.store.draft(selected, { note: note ? `${note.trimEnd()}\n${text}` : text });
    this.acts.set(`contact ${selected}`, { said: t('tell.inserted') });
    say('polite', t('tell.inserted'));
    this.page.focusSoon('note');
  }

  /** @param {Remedy} remedy */
  different(remedy) {
    const { contact } = this.page;
    if (!contact) return;
    const form = this.store.drafts.of(contact.id).remedy;
    // An open form keeps its text; the agent chooses the item again.
    this.#show(contact.id, newRemedy({ ...NOTHING_CHOSEN, kind: form?.kind ?? remedy.kind, ...(form ? { reason: form.reason } : {}) }), 'remedy-line');
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
      this.#focus(kept.line || kept.noItem ? 'remedy-reason' : 'remedy-line');
      return;
    }
    const wanted = desk.floor.remedies.find((one) => one.id === kind) ?? desk.floor.remedies[0];
    if (!wanted) return;
    const empty = newRemedy({ ...NOTHING_CHOSEN, kind: wanted.id, chooseLine: !line, ...(kept ? { reason: kept.reason } : {}) });
    delete this.#collisions[contact.id];
    this.#show(contact.id, changed(pop, desk.floor.remedies, empty, { line }), line ? 'remedy-reason' : 'remedy-line');
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
    const { desk } = this.store;
    const form = this.store.drafts.of(selected).remedy;
    const pop = desk.pops[selected];
    if (!form || !pop) return;
    const next = changed(pop, desk.floor.remedies, form, change);
    // Another remedy is another request, so it has another key.
    const isOther = Object.keys(change).some((field) => field !== 'reason');
    this.store.draft(selected, { remedy: { ...next, ...(isOther ? { key: newRemedy(form).key } : {}) } });
  }

  close() {
    const { selected } = this.page;
    if (!selected) return;
    this.store.draft(selected, { remedy: undefined });
    this.acts.set(`remedy ${selected}`);
    this.page.focusSoon(document.getElementById('reply') ? 'reply' : 'note');
  }

  async submit() {
    const { contact } = this.page;
    const pop = contact && this.store.desk.pops[contact.id];
    const form = contact && this.store.drafts.of(contact.id).remedy;
    const name = `remedy ${contact?.id}`;
    if (!contact || !pop || !form || this.acts.of(name).busy) return;
    const kind = this.store.desk.floor.remedies.find((one) => one.id === form.kind);
    const caseKnown = caseOf(contact, pop);
    const unfit = unready(pop, kind, form, caseKnown, this.store.desk.me?.id);
    if (unfit) {
      say('polite', unfit.text); // the form shows the reason
      this.#focus(unfit.field);
      return;
    }
    const currency = currencyOf(pop, kind, form.line);
    const amount = kind && isMoney(kind) ? amountMinor(form.amount, currency) : undefined;
    const badAmount = kind && amount !== undefined ? amountProblem(pop, kind, form, caseKnown, amount, currency) : '';
    const wrong = badAmount || (form.reason.trim() ? '' : t('remedy.no_reason'));
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
      const caseId = caseKnown ?? (await call('POST', '/cases', { customer: pop.customer.id, kind: 'request', subject: form.reason.trim().slice(0, 120) })).id;
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

  /** A colleague was faster: the form keeps its text and the card names the colleague. @param {Problem} problem @param {Contact} contact @param {string} customer */
  #refused(problem, contact, customer) {
    const name = `remedy ${contact.id}`;
    const remedy = problem.body?.remedy;
    if (!remedy) {
      const why = problem.body?.most_minor === undefined ? withRequest(problem) : t('remedy.too_much_now');
      this.acts.set(name, { problem: problem.status >= 400 && problem.status < 500 ? t('remedy.refused', { why }) : why });
      this.store.refresh(contact.id, customer).catch(() => {}); // the page's data may be older than the server's
      return;
    }
    const ahead = serverNow() - Date.parse(remedy.given_at);
    this.#collisions[contact.id] = { remedy, ahead };
    this.store.know(customer, remedy);
    this.acts.set(name);
    say('polite', `${aheadText({ remedy, ahead }, this.store.desk.me?.id)} ${t('guard.once')}`);
    this.page.showGuard();
  }
}

/** @param {Pop} pop @param {import('../state/remedies.js').Kind} kind @param {RemedyDraft} form @param {string | undefined} caseId @param {number} amount @param {string} currency */
function amountProblem(pop, kind, form, caseId, amount, currency) {
  if (!form.amount.trim()) return t('remedy.no_amount', { kind: kind.name });
  if (Number.isNaN(amount)) return t('remedy.bad_amount', { example: amountExample(currency) });
  if (amount === 0) return t('remedy.zero_amount');
  const most = mostFor(pop, kind, form, caseId);
  return amount > most ? tooMuchText(pop, kind, form, most) : '';
}
