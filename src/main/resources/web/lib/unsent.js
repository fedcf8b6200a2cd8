// @ts-check
import { keep, kept } from './kept.js';

/** Forms that were not sent yet, in this tab: a reload or a look at another contact loses nothing. */

/** @template T @param {string} name @param {T} empty what the form is at first @returns {T} */
export function unsent(name, empty) {
  try {
    return { ...empty, ...JSON.parse(kept('session', `tandem.unsent ${name}`) ?? '{}') };
  } catch {
    return empty; // what cannot be read is no form
  }
}

/** @param {string} name @param {object | undefined} form */
export const keepUnsent = (name, form) => keep('session', `tandem.unsent ${name}`, form && JSON.stringify(form));
