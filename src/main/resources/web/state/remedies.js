// @ts-check
import { amountText } from '../lib/money.js';

/**
 * The rules of which remedies exclude others: plain functions of the screen pop.
 *
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../api/types.js').Remedy} Remedy
 * @typedef {import('../api/types.js').Line} Line
 * @typedef {import('../api/types.js').Order} Order
 * @typedef {import('../api/types.js').Floor['remedies'][number]} Kind
 * @typedef {import('./drafts.js').RemedyDraft} Form
 */

const DAY = 24 * 3_600_000;
const SHOWN_DAYS = 30;

/** @param {Remedy} remedy */
export const isLive = (remedy) => remedy.state === 'given' || remedy.state === 'done';

/**
 * How long this person may still take a remedy back, in milliseconds: its giver for a while, a supervisor always. The server decides
 * by its own clock.
 * @param {Remedy} remedy @param {import('./desk.js').Desk} desk @param {boolean} supervises @param {number} now
 */
export const revocableFor = (remedy, { floor, me }, supervises, now) =>
  remedy.state !== 'given' ? 0
    : supervises ? Infinity
      : me && remedy.agent === me.id ? Math.max(0, Date.parse(remedy.given_at) + 1000 * (floor.remedies.find((one) => one.id === remedy.kind)?.revoke_within ?? 0) - now) : 0;

/** The units of a line, as its guard counts them. @param {Line} line */
const unitsOf = (line) => Array.from({ length: line.quantity }, (_, i) => i + 1);

/**
 * Units of the line that no live remedy of the group holds. If the line had more pieces before, the
 * remaining ones may be those that have one. @param {Pop} pop @param {Line} line @param {string} group
 */
export function freeUnits(pop, line, group) {
  const taken = new Set(holding(pop, line.id, group).flatMap((remedy) => remedy.units));
  return unitsOf(line).filter((unit) => !taken.has(unit)).slice(0, Math.max(0, line.quantity - taken.size));
}

/** @param {Pop} pop @param {string | undefined} line @param {string} group */
export const holding = (pop, line, group) =>
  pop.remedies.filter((one) => isLive(one) && one.order_line === line && one.exclusion_group === group);

/**
 * The remedies that colleagues are about to give this customer, without those that were given since.
 * @param {import('./desk.js').Desk} desk @param {Pop} pop @param {number} now
 */
export const claimsOf = (desk, pop, now) =>
  (desk.claims[pop.customer.id] ?? []).filter((claim) => claim.agent !== desk.me?.id && claim.until > now
    && !pop.remedies.some((one) => isLive(one) && one.order_line === claim.order_line && one.exclusion_group === claim.exclusion_group
      && (claim.order_line ? one.units.some((unit) => claim.units.includes(unit)) : one.case === claim.case)));

/** @param {Pop} pop @param {string | undefined} id @returns {{ order: Order, line: Line } | undefined} */
export function lineOf(pop, id) {
  for (const order of pop.orders) {
    const line = order.lines.find((one) => one.id === id);
    if (line) return { order, line };
  }
  return undefined;
}

/**
 * The remedies that an agent must know before they promise anything: live ones of this case or of the
 * last month, the newest first.
 * @param {Pop} pop @param {string | undefined} caseId @param {number} now
 */
export const alreadyGiven = (pop, caseId, now) =>
  pop.remedies
    .filter((one) => isLive(one) && (one.case === caseId || now - Date.parse(one.given_at) < SHOWN_DAYS * DAY))
    .sort((a, b) => Date.parse(b.given_at) - Date.parse(a.given_at));

/** The remedies that failed or were revoked lately, so that they may be given again. @param {Pop} pop @param {string | undefined} caseId @param {number} now */
export const openAgain = (pop, caseId, now) =>
  pop.remedies.filter(
    (one) =>
      !isLive(one) &&
      (one.case === caseId || now - Date.parse(one.changed_at) < 7 * DAY) &&
      !lineOf(pop, one.order_line)?.line.gone &&
      !holding(pop, one.order_line, one.exclusion_group).length,
  );

/** Whether the kind is money: it then always has an amount, and `most` limits it where it is for no item. @param {Kind} kind */
export const isMoney = (kind) => Object.keys(kind.most ?? {}).length > 0;

/** The sum of money of the matching remedies. @param {Pop} pop @param {(remedy: Remedy) => boolean} isThere */
const paidOut = (pop, isThere) => pop.remedies.filter((one) => isLive(one) && one.amount_minor && isThere(one));

/** @param {Remedy[]} remedies */
const sum = (remedies) => remedies.reduce((all, one) => all + (one.amount_minor ?? 0), 0);

/** An even part of an amount; the odd cents come first. @param {number} amount @param {number} parts @param {number} i */
const shareOf = (amount, parts, i) => Math.floor(amount / parts) + (i < amount % parts ? 1 : 0);

/**
 * The money that may still be given for pieces of a line: what was paid for the line and for the order, less what was given
 * already, and for no piece more than its price. `usual` is the part that was paid for these very pieces.
 *
 * @param {Pop} pop @param {{ order: Order, line: Line }} found @param {number[]} units @returns {{ most: number, usual: number }}
 */
export function moneyLeft(pop, { order, line }, units) {
  const onLine = paidOut(pop, (one) => one.order_line === line.id);
  const onOrder = paidOut(pop, (one) => order.lines.some((each) => each.id === one.order_line));
  const left = Math.min(line.paid_minor - sum(onLine), order.paid_minor - sum(onOrder));
  const given = (/** @type {number} */ unit) => onLine.reduce((all, one) =>
    all + (one.units.includes(unit) ? shareOf(one.amount_minor ?? 0, one.units.length, one.units.indexOf(unit)) : 0), 0);
  // An amount is spread evenly over its pieces, so the one that may get least decides.
  const byPrice = units.length * Math.min(...units.map((unit) => line.price_minor - given(unit)));
  const paid = units.reduce((all, unit) => all + Math.max(0, shareOf(line.paid_minor, line.quantity, unit - 1) - given(unit)), 0);
  const most = units.length ? Math.max(0, Math.min(left, byPrice)) : 0;
  return { most, usual: Math.min(most, paid) };
}

/** The money that may still be given with this kind on this case without an item. @param {Pop} pop @param {Kind} kind @param {string | undefined} caseId @param {string} currency */
const caseMoneyLeft = (pop, kind, caseId, currency) =>
  Math.max(0, (kind.most?.[currency] ?? 0) - sum(paidOut(pop, (one) => !one.order_line && one.case === caseId)));

/** The most that the form's amount may be. @param {Pop} pop @param {Kind} kind @param {Form} form @param {string | undefined} caseId */
export function mostFor(pop, kind, form, caseId) {
  const found = lineOf(pop, form.line);
  return found ? moneyLeft(pop, found, form.units).most : caseMoneyLeft(pop, kind, caseId, currencyOf(pop, kind, form.line));
}

/**
 * The currency of the amount: the order's, or without an item one in which the kind may be given.
 *
 * @param {Pop} pop @param {Kind | undefined} kind @param {string | undefined} line
 */
export function currencyOf(pop, kind, line) {
  const found = lineOf(pop, line);
  if (found) return found.order.currency;
  const usual = pop.orders[0]?.currency;
  const allowed = Object.keys(kind?.most ?? {});
  return usual && allowed.includes(usual) ? usual : (allowed[0] ?? usual ?? '');
}

/**
 * Why the kind may not be given for a line; `holder` is the remedy that prevents it.
 *
 * @typedef {{ why: 'gone' | 'taken' | 'on_case' | 'state' | 'unpaid' | 'paid_back', holder?: Remedy }} Obstacle
 * @param {Pop} pop @param {Kind} kind @param {{ order: Order, line: Line }} found @param {string | undefined} caseId @returns {Obstacle | undefined}
 */
export function obstacle(pop, kind, found, caseId) {
  const { order, line } = found;
  const free = freeUnits(pop, line, kind.exclusion_group);
  if (!free.length) return { why: 'taken', holder: holding(pop, line.id, kind.exclusion_group)[0] };
  if (line.gone) return { why: 'gone' };
  const onCase = ofCase(pop, kind, caseId).find((one) => !one.order_line);
  if (onCase) return { why: 'on_case', holder: onCase };
  if (!kind.order_states.includes(order.state)) return { why: 'state' };
  if (!isMoney(kind)) return undefined;
  if (line.paid_minor <= 0 || order.paid_minor <= 0) return { why: 'unpaid' };
  return free.some((unit) => moneyLeft(pop, found, [unit]).most > 0) ? undefined : { why: 'paid_back' };
}

/** Whether the kind may be given without an item at all. @param {Kind} kind */
export const goesWithoutItem = (kind) => kind.without_item || isMoney(kind);

/** The remedy that prevents the kind from being given without an item: one of its group on this case, for an item or for none. @param {Pop} pop @param {Kind} kind @param {string | undefined} caseId */
export const withoutItemHolder = (pop, kind, caseId) => ofCase(pop, kind, caseId)[0];

/** The live remedies of the kind's group on this case. A remedy for an item excludes one for the case itself, and the reverse. @param {Pop} pop @param {Kind} kind @param {string | undefined} caseId */
const ofCase = (pop, kind, caseId) =>
  pop.remedies.filter((one) => isLive(one) && one.exclusion_group === kind.exclusion_group && caseId !== undefined && one.case === caseId);

/**
 * The form after a change. A new item begins with one piece. The amount follows the pieces until
 * the agent types another one.
 *
 * @param {Pop} pop @param {Kind[]} kinds @param {Form} form @param {Partial<Form>} change @returns {Form}
 */
export function changed(pop, kinds, form, change) {
  const next = { ...form, ...change };
  const kind = kinds.find((one) => one.id === next.kind);
  const found = lineOf(pop, next.line);
  const free = found && kind ? freeUnits(pop, found.line, kind.exclusion_group) : [];
  const isOther = next.line !== form.line || (next.kind !== form.kind && !next.units.every((unit) => free.includes(unit)));
  if (isOther) next.units = free.slice(0, 1);
  const count = Number(change.count);
  if (change.count !== undefined) next.units = Number.isInteger(count) && count >= 1 && count <= free.length ? free.slice(0, count) : [];
  else if (next.units !== form.units) next.count = undefined;
  const isUntouched = form.amount === '' || form.amount === usualAmount(pop, kinds, form);
  if (change.amount === undefined && isUntouched) next.amount = usualAmount(pop, kinds, next);
  return next;
}

/** The amount that the form proposes. @param {Pop} pop @param {Kind[]} kinds @param {Form} form */
function usualAmount(pop, kinds, form) {
  const kind = kinds.find((one) => one.id === form.kind);
  const found = lineOf(pop, form.line);
  if (!kind || !found || !isMoney(kind)) return '';
  const { usual } = moneyLeft(pop, found, form.units);
  return usual > 0 ? amountText(usual, found.order.currency) : '';
}
