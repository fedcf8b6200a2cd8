// @ts-check
import { t } from '../lib/text.js';

/**
 * @typedef {import('../api/http.js').Problem} Problem
 * @typedef {{ busy: string, problem: string, said: string }} Act
 */

/** @type {Act} */
const NOTHING = { busy: '', problem: '', said: '' };

/** The results of contacts that are gone give way to newer ones. */
const KEPT_MAX = 60;

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
    const { [name]: _, ...others } = this.#acts;
    const next = { ...NOTHING, ...act };
    const kept = Object.entries(others);
    const old = kept.filter(([, one]) => !one.busy).slice(0, Math.max(0, kept.length + 1 - KEPT_MAX)).map(([one]) => one);
    for (const one of old) delete others[one];
    this.#acts = next.busy || next.problem || next.said ? { ...others, [name]: next } : others;
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
