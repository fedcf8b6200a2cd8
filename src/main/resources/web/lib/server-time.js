// @ts-check

/** How far the server's clock is ahead of `performance.now`. Until the server has told its time, this machine's own clock counts. */
let ahead = Date.now() - performance.now();

/** The server has told its time. @param {string | undefined} iso @param {number} at when it came, by `performance.now` */
export function serverTold(iso, at) {
  const told = Date.parse(iso ?? '');
  if (!Number.isNaN(told)) ahead = told - at;
}

/** The server's time: this machine's own clock may be wrong. */
export const serverNow = () => performance.now() + ahead;
