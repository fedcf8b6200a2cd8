// @ts-check
import { Problem } from './http.js';

/**
 * Whether the demo runs here: it marks the page that it passes on. A server without the demo has the same page, which says how to
 * start it.
 */
export const isRunning = () =>
  /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation')).some((entry) => entry.serverTiming.some(({ name }) => name === 'demo'));

/**
 * The state of the demo, at once and whenever it changes. The browser opens a broken stream again by itself.
 * @param {(state: import('../state/demo.js').Demo) => void} take @param {(isThere: boolean) => void} there
 */
export function follow(take, there) {
  const source = new EventSource('/demo/api/state');
  source.addEventListener('message', (event) => take(JSON.parse(event.data)));
  source.addEventListener('open', () => there(true));
  source.addEventListener('error', () => there(false));
}

/** Lets something happen. @param {string} what @param {object} [detail] */
export async function ask(what, detail = {}) {
  const answer = await fetch(`/demo/api/${what}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(detail) });
  if (!answer.ok) throw new Problem(await answer.json());
}
