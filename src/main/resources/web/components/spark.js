// @ts-check
import { html, svg } from 'lit';
import { when } from '../lib/time.js';
import { t } from '../lib/text.js';

/**
 * A line without axes, and a table with the same figures.
 *
 * @typedef {{ from: string, offered: number, answered: number, abandoned: number }} Step
 */

const WIDTH = 96;
const HEIGHT = 24;
/** The scale reaches at least this number, so that two contacts do not look like many. */
const PEAK_MIN = 4;

/** @param {Step[]} steps */
export function spark(steps) {
  const peak = Math.max(PEAK_MIN, ...steps.map((step) => step.offered));
  const at = (/** @type {number} */ n, /** @type {number} */ i) => `${((i * WIDTH) / Math.max(1, steps.length - 1)).toFixed(1)},${(HEIGHT - 1 - (n / peak) * (HEIGHT - 3)).toFixed(1)}`;
  return html`<svg class="spark" viewBox="-2 0 ${WIDTH + 4} ${HEIGHT}" aria-hidden="true">${svg`<polyline points=${steps.map((step, i) => at(step.offered, i)).join(' ')}></polyline>
    ${steps.map((step, i) => (step.abandoned ? svg`<circle r="2" cx=${at(step.abandoned, i).split(',')[0]} cy=${at(step.offered, i).split(',')[1]}></circle>` : ''))}`}</svg>`;
}

/** The line in words. @param {Step[]} steps */
export const sparkText = (steps) => t('wall.spark', {
  offered: steps.reduce((sum, step) => sum + step.offered, 0), abandoned: steps.reduce((sum, step) => sum + step.abandoned, 0),
});

/** @param {Step[]} steps @param {string} name */
export const twin = (steps, name) => html`<table class="num twin"><caption class="sr">${t('wall.twin', { queue: name })}</caption>
  <thead><tr><th scope="col">${t('wall.from')}</th>${steps.map((step) => html`<th scope="col">${when(step.from)}</th>`)}</tr></thead>
  <tbody>${(/** @type {const} */ (['offered', 'answered', 'abandoned'])).map((what) => html`<tr><th scope="row">${t(`wall.${what}`)}</th>${steps.map((step) => html`<td>${step[what]}</td>`)}</tr>`)}</tbody></table>`;
