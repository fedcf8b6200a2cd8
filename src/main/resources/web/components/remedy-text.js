// @ts-check
import { money } from '../lib/money.js';
import { serverNow } from '../lib/server-time.js';
import { ago } from '../lib/time.js';
import { t, word } from '../lib/text.js';
import { currencyOf, freeUnits, goesWithoutItem, lineOf, obstacle, withoutItemHolder } from '../state/remedies.js';

/**
 * A remedy in words: its kind, its item, its agent, and why it may not be given.
 *
 * @typedef {import('../api/types.js').Remedy} Remedy
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../api/types.js').Line} Line
 * @typedef {import('../state/remedies.js').Kind} Kind
 * @typedef {{ order_line?: string, title?: string, units: number[] }} Given
 */

/** @param {Remedy} remedy */
const amountOf = (remedy) => (remedy.amount_minor ? ` ${money(remedy.amount_minor, remedy.currency ?? '')}` : '');

/** @param {Remedy} remedy */
export const whatOf = (remedy) => remedy.kind_name + amountOf(remedy);

/** @param {Remedy} remedy @param {string | undefined} me */
export const whoOf = (remedy, me) => {
  const agent = remedy.agent === me ? t('timeline.you') : (remedy.agent_name ?? remedy.agent ?? remedy.recorded_by ?? t('guard.somebody'));
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
    what: remedy.kind_name.toLowerCase() + amountOf(remedy),
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
    state: word(`order.${order.state}`, order.state).toLowerCase(),
  });

/**
 * Why a form cannot be sent, and the field that is wrong; undefined when it can be sent.
 *
 * @param {Pop} pop @param {Kind | undefined} kind @param {import('../state/drafts.js').RemedyDraft} form @param {string | undefined} caseId @param {string | undefined} me
 * @returns {{ field: string, text: string } | undefined}
 */
export function unready(pop, kind, form, caseId, me) {
  if (!kind) return { field: 'remedy-kind', text: t('remedy.no_kind') };
  const found = lineOf(pop, form.line);
  if (!found) {
    const allowed = form.noItem && goesWithoutItem(kind) && !withoutItemHolder(pop, kind, caseId);
    return allowed ? undefined : { field: 'remedy-line', text: t('remedy.choose_first') };
  }
  const inTheWay = obstacle(pop, kind, found, caseId);
  if (inTheWay) return { field: 'remedy-kind', text: t('remedy.not_for_it', { kind: kind.name, why: obstacleText(inTheWay, found.order, me) }) };
  const free = freeUnits(pop, found.line, kind.exclusion_group);
  if (!form.units.length) return { field: 'remedy-count', text: t('remedy.how_many', { free: free.length }) };
  if (form.units.some((unit) => !free.includes(unit))) return { field: 'remedy-count', text: t('remedy.pieces_taken') };
  return undefined;
}

/** @param {Pop} pop @param {Kind} kind @param {string | undefined} caseId why nothing can be given without an item */
export function noItemText(pop, kind, caseId) {
  const holder = withoutItemHolder(pop, kind, caseId);
  return holder && goesWithoutItem(kind) ? t('remedy.no_item_taken', { what: whatOf(holder), object: objectOf(pop, holder) }) : '';
}

/** @param {Pop} pop @param {Kind | undefined} kind @param {import('../state/drafts.js').RemedyDraft} form @param {number} most */
export const tooMuchText = (pop, kind, form, most) => t(form.line ? 'remedy.too_much' : 'remedy.too_much_case', { most: money(most, currencyOf(pop, kind, form.line)) });
