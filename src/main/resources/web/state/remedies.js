// @ts-check
/**
 * Which remedies stand in the way of which: plain functions over the screen pop.
 *
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../api/types.js').Remedy} Remedy
 * @typedef {import('../api/types.js').Line} Line
 * @typedef {import('../api/types.js').Order} Order
 */

const DAY = 24 * 3_600_000;
const SHOWN_DAYS = 30;

/** @param {Remedy} remedy */
export const isLive = (remedy) => remedy.state === 'given' || remedy.state === 'done';

/** The units of a line, as its guard counts them. @param {Line} line */
const unitsOf = (line) => Array.from({ length: line.quantity }, (_, i) => i + 1);

/** Units of the line that no live remedy of the group holds. @param {Pop} pop @param {Line} line @param {string} group */
export function freeUnits(pop, line, group) {
  const taken = new Set(holding(pop, line.id, group).flatMap((remedy) => remedy.units));
  return unitsOf(line).filter((unit) => !taken.has(unit));
}

/** @param {Pop} pop @param {string | undefined} line @param {string} group */
export const holding = (pop, line, group) =>
  pop.remedies.filter((one) => isLive(one) && one.order_line === line && one.exclusion_group === group);

/**
 * What colleagues are about to give this customer: what is given by now is no claim any more.
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
 * What an agent must know before they promise anything: live remedies of this case or of the last
 * month, the newest first.
 * @param {Pop} pop @param {string | undefined} caseId @param {number} now
 */
export const alreadyGiven = (pop, caseId, now) =>
  pop.remedies
    .filter((one) => isLive(one) && (one.case === caseId || now - Date.parse(one.given_at) < SHOWN_DAYS * DAY))
    .sort((a, b) => Date.parse(b.given_at) - Date.parse(a.given_at));

/** Given up lately, and the action is open again. @param {Pop} pop @param {string | undefined} caseId @param {number} now */
export const openAgain = (pop, caseId, now) =>
  pop.remedies.filter(
    (one) =>
      !isLive(one) &&
      (one.case === caseId || now - Date.parse(one.changed_at) < 7 * DAY) &&
      !holding(pop, one.order_line, one.exclusion_group).length,
  );

/**
 * What may be given by a kind for the case itself: undefined when there is no limit, or when it is for an item.
 *
 * @param {import('../api/types.js').Floor['remedies'][number] | undefined} kind @param {string | undefined} line
 */
export const mostFor = (kind, line) => (line || !kind || !Object.keys(kind.most).length ? undefined : kind.most);

/**
 * The currency of the amount: the order's, or one in which the kind may be given.
 *
 * @param {import('../api/types.js').Pop} pop @param {string | undefined} line @param {Record<string, number> | undefined} most
 */
export function currencyOf(pop, line, most) {
  const usual = (lineOf(pop, line)?.order ?? pop.orders[0])?.currency;
  if (most) return usual && usual in most ? usual : Object.keys(most)[0] ?? 'EUR';
  return usual ?? 'EUR';
}
