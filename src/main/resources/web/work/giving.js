// @ts-check
import { call } from '../api/http.js';
import { aheadText } from '../components/guard-card.js';
import { tooMuchText, unready } from '../components/remedy-checks.js';
import { amountExample, amountMinor } from '../lib/money.js';
import { say } from '../lib/part.js';
import { serverNow } from '../lib/server-time.js';
import { t } from '../lib/text.js';
import { caseOf } from '../state/desk.js';
import { currencyOf, isMoney, mostFor } from '../state/remedies.js';
import { withRequest } from './acts.js';

/**
 * The request of a remedy, also when a colleague was faster.
 *
 * @typedef {import('../state/desk.js').Contact} Contact
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../state/drafts.js').RemedyDraft} RemedyDraft
 * @typedef {import('../api/http.js').Problem} Problem
 * @typedef {import('./remedies.js').Remedies} Remedies
 */

/** Gives the remedy of the open form. @param {Remedies} remedies */
export async function submit(remedies) {
  const { page, store, acts } = remedies;
  const { contact } = page;
  const pop = contact && store.desk.pops[contact.id];
  const form = contact && store.drafts.of(contact.id).remedy;
  const name = `remedy ${contact?.id}`;
  if (!contact || !pop || !form || acts.of(name).busy) return;
  const kind = store.desk.floor.remedies.find((one) => one.id === form.kind);
  const caseKnown = caseOf(contact, pop);
  const unfit = unready(pop, kind, form, caseKnown, store.desk.me?.id);
  if (unfit) {
    say('polite', unfit.text); // the form shows the reason
    remedies.focus(unfit.field);
    return;
  }
  const currency = currencyOf(pop, kind, form.line);
  const amount = kind && isMoney(kind) ? amountMinor(form.amount, currency) : undefined;
  const badAmount = kind && amount !== undefined ? amountProblem(pop, kind, form, caseKnown, amount, currency) : '';
  const wrong = badAmount || (form.reason.trim() ? '' : t('remedy.no_reason'));
  if (wrong) {
    acts.set(name, { problem: wrong });
    remedies.focus(badAmount ? 'remedy-amount' : 'remedy-reason');
    return;
  }
  const body = {
    kind: form.kind, reason: form.reason.trim(), contact: contact.id,
    ...(form.line ? { order_line: form.line, units: form.units } : {}),
    ...(amount === undefined ? {} : { amount_minor: amount, currency }),
  };
  acts.set(name, { busy: t('remedy.sending') });
  try {
    const caseId = caseKnown ?? (await call('POST', '/cases', { customer: pop.customer.id, kind: 'request', subject: form.reason.trim().slice(0, 120) })).id;
    const given = await store.untilAnswered(
      () => call('POST', `/cases/${caseId}/remedies`, body, { 'Idempotency-Key': form.key }),
      () => acts.set(name, { busy: t('waiting') }));
    store.know(pop.customer.id, given);
    remedies.clear(contact.id);
    store.draft(contact.id, { remedy: undefined });
    acts.set(name);
    say('polite', t('remedy.given_now', { what: given.kind_name }));
  } catch (problem) {
    refused(remedies, /** @type {Problem} */ (problem), contact, pop.customer.id);
  }
}

/** A colleague was faster: the form keeps its text and the card names the colleague. @param {Remedies} remedies @param {Problem} problem @param {Contact} contact @param {string} customer */
function refused(remedies, problem, contact, customer) {
  const { page, store, acts } = remedies;
  const name = `remedy ${contact.id}`;
  const remedy = problem.body?.remedy;
  if (!remedy) {
    const why = problem.body?.most_minor === undefined ? withRequest(problem) : t('remedy.too_much_now');
    acts.set(name, { problem: problem.status >= 400 && problem.status < 500 ? t('remedy.refused', { why }) : why });
    store.refresh(contact.id, customer).catch(() => {}); // the page's data may be older than the server's
    return;
  }
  const ahead = serverNow() - Date.parse(remedy.given_at);
  remedies.collide(contact.id, remedy, ahead);
  store.know(customer, remedy);
  acts.set(name);
  say('polite', `${aheadText({ remedy, ahead }, store.desk.me?.id)} ${t('guard.once')}`);
  page.showGuard();
}

/** @param {Pop} pop @param {import('../state/remedies.js').Kind} kind @param {RemedyDraft} form @param {string | undefined} caseId @param {number} amount @param {string} currency */
function amountProblem(pop, kind, form, caseId, amount, currency) {
  if (!form.amount.trim()) return t('remedy.no_amount', { kind: kind.name });
  if (Number.isNaN(amount)) return t('remedy.bad_amount', { example: amountExample(currency) });
  if (amount === 0) return t('remedy.zero_amount');
  const most = mostFor(pop, kind, form, caseId);
  return amount > most ? tooMuchText(pop, kind, form, most) : '';
}
