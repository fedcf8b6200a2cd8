// @ts-check

/** How far the server's clock is ahead of `performance.now`. Until the server has told its time, this machine's own clock counts. */
let ahead = Date.now() - performance.now();

/**
 * The server has told its time. On the same connection, a message that took longer tells nothing new.
 * @param {string | undefined} iso @param {number} at when it came, by `performance.now` @param {boolean} [again] whether the connection has told it before
 */
export function serverTold(iso, at, again = false) {
  const told = Date.parse(iso ?? '');
  if (!Number.isNaN(told)) ahead = again ? Math.max(ahead, told - at) : told - at;
}

/** The server's time at a moment of `performance.now`: this machine's own clock may be wrong. @param {number} at */
export const serverTime = (at) => at + ahead;

/** The server's time. */
export const serverNow = () => serverTime(performance.now());
