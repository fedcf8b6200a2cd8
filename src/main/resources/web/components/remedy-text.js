// @ts-check
import { money } from '../lib/money.js';
import { serverNow } from '../lib/server-time.js';
import { ago } from '../lib/time.js';
import { humanised, nameWithin, t, term, within } from '../lib/text.js';
import { lineOf } from '../state/remedies.js';

/**
 * A remedy in words: its kind, its item, its agent, and why it may not be given.
 *
 * @typedef {import('../api/types.js').Remedy} Remedy
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../api/types.js').Line} Line
 * @typedef {{ order_line?: string, title?: string, units: number[] }} Given
 */

/** @param {Remedy} remedy */
const amountOf = (remedy) => (remedy.amount_minor ? ` ${money(remedy.amount_minor, remedy.currency ?? '')}` : '');

/** @param {Remedy} remedy */
export const whatOf = (remedy) => remedy.kind_name + amountOf(remedy);

/** @param {Remedy} remedy @param {string | undefined} me */
export const whoOf = (remedy, me) => {
  const agent = remedy.agent === me ? t('timeline.you') : (remedy.agent_name ?? (remedy.agent ? humanised(remedy.agent) : remedy.recorded_by) ?? t('guard.somebody'));
  return remedy.department_name && remedy.agent !== me ? `${agent} (${remedy.department_name})` : agent;
};

/** "2 of 12 × Socks"; only the title if there is one piece. @param {Given} remedy @param {Line | undefined} line */
export function pieces({ title, units }, line) {
  const name = title ?? line?.title ?? t('guard.an_item');
  const n = units.length;
  const of = line?.quantity ?? 1;
  if (of > 1 && n <= of) return t('guard.pieces', { n, of, title: name });
  return n > 1 ? t('guard.many', { n, title: name }) : name;
}

/** @param {Pop} pop @param {Given} remedy */
export function objectOf(pop, remedy) {
  if (!remedy.order_line) return t('guard.on_case');
  const found = lineOf(pop, remedy.order_line);
  const what = pieces(remedy, found?.line);
  return found ? t(found.line.gone ? 'guard.on_gone' : 'guard.on_line', { title: what, order: found.order.number }) : what;
}

/** A sentence about the remedy that the agent can tell the customer. @param {Pop} pop @param {Remedy} remedy */
export function sentence(pop, remedy) {
  return t(remedy.state === 'done' ? 'tell.done' : 'tell.given', {
    what: nameWithin(remedy.kind_name) + amountOf(remedy),
    object: objectOf(pop, remedy),
    ago: ago(serverNow() - Date.parse(remedy.given_at)),
    department: remedy.department_name ?? t('guard.us'),
  }) + (remedy.tracking ? t('tell.tracking', { tracking: remedy.tracking }) : '');
}

/** @param {import('../state/remedies.js').Obstacle} found @param {import('../api/types.js').Order} order @param {string | undefined} me */
export const obstacleText = ({ why, holder }, order, me) =>
  t(`obstacle.${why}`, {
    what: holder ? holder.kind_name : '',
    who: holder ? whoOf(holder, me) : '',
    state: within(term('order', order.state)),
  });
