// @ts-check

/**
 * How long an offer took from the socket's message to the frame that shows it: kept in
 * `window.tandemTiming` for tests, and as `performance` marks for a profile.
 * @typedef {{ offer: string, ms: number }} Painted
 */
export const timing = {
  /** @type {Painted[]} */
  offers: [],
  layoutShift: 0,
};
/** @type {any} */ (window).tandemTiming = timing;

const OFFERS_KEPT_MAX = 500;

new PerformanceObserver((list) => {
  for (const entry of /** @type {any[]} */ (list.getEntries())) {
    if (!entry.hadRecentInput) timing.layoutShift += entry.value; // a shift right after a person's input does not count
  }
}).observe({ type: 'layout-shift', buffered: true });

/** @param {string} offer @param {number} received */
export const received = (offer, received) =>
  performance.mark(`offer ${offer} received`, { startTime: received });

/** Call this when the page has been rendered; the next frame shows it. @param {string} offer @param {(ms: number) => void} then */
export function painted(offer, then) {
  const start = performance.getEntriesByName(`offer ${offer} received`).at(-1);
  if (!start) return;
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      performance.mark(`offer ${offer} painted`);
      const ms = performance.now() - start.startTime;
      timing.offers.push({ offer, ms });
      for (const old of timing.offers.splice(0, timing.offers.length - OFFERS_KEPT_MAX)) performance.clearMarks(`offer ${old.offer} painted`);
      performance.clearMarks(start.name);
      then(ms);
    };
    port2.postMessage(0);
  });
}
