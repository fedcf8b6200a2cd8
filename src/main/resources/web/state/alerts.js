// @ts-check
import { waitTone } from './wall.js';

/**
 * Which alerts the wallboard shows: plain functions.
 *
 * @typedef {{ since: number, shown: boolean }} Breach
 */

/** A breach is an alert when it has lasted for this time. */
const HOLD = 5_000;

/**
 * The breached queues, by their ids: each since it was breached, and whether it is an alert by now. An alert ends only when the wait is no longer near
 * the limit either, so that it does not come and go.
 *
 * @param {Map<string, Breach>} known those of a moment ago @param {import('./wall.js').Queue[]} queues @param {number} now @returns {Map<string, Breach>}
 */
export function breaches(known, queues, now) {
  /** @type {Map<string, Breach>} */
  const found = new Map();
  for (const queue of queues) {
    const tone = waitTone(queue);
    const before = known.get(queue.id);
    if (tone !== 'breach' && !(before?.shown && tone)) continue;
    const since = before?.since ?? now - ((queue.longest_ms ?? 0) - 2 * queue.answer_within_ms);
    found.set(queue.id, { since, shown: Boolean(before?.shown) || now - since >= HOLD });
  }
  return found;
}

/**
 * What was put aside: an alert's key, and until when by the server's clock; or what had happened by then and need not be shown again.
 * @typedef {Record<string, { until?: number, seen?: number }>} Aside
 */

/** Whether an alert is not shown now. @param {Aside} aside @param {string} key @param {number} now by the server's clock @param {number} [last] when it happened last */
export function isAside(aside, key, now, last) {
  const { until, seen } = aside[key] ?? {};
  return (until ?? 0) > now || (last !== undefined && seen !== undefined && last <= seen);
}

/** Without what is over. @param {Aside} aside @param {number} now @returns {Aside} */
export const stillAside = (aside, now) => Object.fromEntries(Object.entries(aside).filter(([, { until, seen }]) => (until ?? 0) > now || (seen !== undefined && seen > now - SEEN_KEPT)));

/** An alert is shown for an hour, so that what was seen need not be known longer. */
const SEEN_KEPT = 3_600_000;
