// @ts-check
import { forms } from 'texts/forms.js';
import { money } from '../lib/money.js';
import { know, t } from '../lib/text.js';
import { currencyOf, freeUnits, goesWithoutItem, lineOf, obstacle, withoutItemHolder } from '../state/remedies.js';
import { objectOf, obstacleText, whatOf } from './remedy-text.js';

know(forms);

/**
 * What is wrong with a form of a remedy, in words.
 *
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../state/remedies.js').Kind} Kind
 */

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
