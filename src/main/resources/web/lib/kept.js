// @ts-check
/** What a page keeps in the browser. A browser may forbid a frame to keep anything: it is then kept as long as the page is open. */

/** @type {Map<string, string>} */
const here = new Map();

/** @param {'local' | 'session'} where @param {string} key @returns {string | undefined} */
export function kept(where, key) {
  try {
    return (where === 'local' ? localStorage : sessionStorage).getItem(key) ?? undefined;
  } catch {
    return here.get(key);
  }
}

/** @param {'local' | 'session'} where @param {string} key @param {string | undefined} value */
export function keep(where, key, value) {
  try {
    const storage = where === 'local' ? localStorage : sessionStorage;
    if (value === undefined) storage.removeItem(key);
    else storage.setItem(key, value);
  } catch {
    if (value === undefined) here.delete(key);
    else here.set(key, value);
  }
}
