// @ts-check
import { keep } from '../lib/kept.js';
import { chosen, KEPT_AS } from './keys.js';

/** Keeps other keys in this browser, or as long as the page is open where the browser keeps nothing. @param {import('./keys.js').Choice} choice */
export function choose(choice) {
  const whole = { off: false, own: {}, ...choice };
  keep('local', KEPT_AS, JSON.stringify(whole));
  Object.assign(chosen, whole);
}
