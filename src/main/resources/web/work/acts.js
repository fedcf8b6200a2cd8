// @ts-check
import { t } from '../lib/text.js';

/**
 * @typedef {import('../api/http.js').Problem} Problem
 * @typedef {{ busy: string, problem: string, said: string }} Act
 */

/** @type {Act} */
const NOTHING = { busy: '', problem: '', said: '' };

/** The requests in progress, per contact and kind ("contact <id>"), and their results. */
export class Acts {
  /** @type {Record<string, Act>} */
  #acts = {};

  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
  }

  /** @param {string} name @returns {Act} */
  of(name) {
    return this.#acts[name] ?? NOTHING;
  }

  /** @param {string} name @param {Partial<Act>} [act] */
  set(name, act = NOTHING) {
    this.#acts = { ...this.#acts, [name]: { ...NOTHING, ...act } };
    this.changed();
  }

  /**
   * Sends a request, and shows that it is in progress or why it was refused; returns whether it succeeded.
   * @param {string} name @param {string} busy @param {(waits: () => void) => Promise<unknown>} request
   */
  async run(name, busy, request) {
    this.set(name, { busy });
    try {
      await request(() => this.set(name, { busy: t('waiting') }));
      this.set(name);
      return true;
    } catch (problem) {
      this.set(name, { problem: withRequest(/** @type {Problem} */ (problem)) });
      return false;
    }
  }
}

/** @param {Problem} problem */
export const withRequest = (problem) => (problem.request ? `${problem.message} (${problem.request})` : problem.message);
