// @ts-check
import { unique } from '../lib/unique.js';

/**
 * What the agent has typed, per contact: no message from the server touches it. Kept in the tab, so
 * a reload brings it back.
 *
 * @typedef {{ kind: string, line: string | undefined, units: number[], amount: string, reason: string, key: string, chooseLine?: boolean }} RemedyDraft
 * @typedef {{ note: string, outcome: string, finishing: boolean, search: string, remedy?: RemedyDraft }} Draft
 */

const KEY = 'tandem.drafts';
const KEPT_MAX = 20;
const RECENT = 'tandem.outcomes';
const RECENT_MAX = 3;

/** @param {Storage} storage @param {string} key @param {any} otherwise */
function stored(storage, key, otherwise) {
  try {
    return JSON.parse(storage.getItem(key) ?? '') ?? otherwise;
  } catch {
    return otherwise;
  }
}

export class Drafts {
  /** @type {[string, Draft][]} */
  #all = stored(sessionStorage, KEY, []);

  /** @param {string} contact @returns {Draft} */
  of(contact) {
    const found = this.#all.find(([id]) => id === contact);
    return found ? found[1] : { note: '', outcome: '', finishing: false, search: '' };
  }

  /** @param {string} contact @param {Partial<Draft>} change */
  change(contact, change) {
    const draft = { ...this.of(contact), ...change };
    this.#all = [[contact, draft], ...this.#all.filter(([id]) => id !== contact)].slice(0, KEPT_MAX);
    this.#keep();
  }

  /** @param {string} contact */
  drop(contact) {
    this.#all = this.#all.filter(([id]) => id !== contact);
    this.#keep();
  }

  #keep() {
    sessionStorage.setItem(KEY, JSON.stringify(this.#all));
  }
}

/** A remedy form as it opens: its key makes every further try the same request. @param {Omit<RemedyDraft, 'key' | 'reason'>} form @returns {RemedyDraft} */
export const newRemedy = (form) => ({ reason: '', ...form, key: unique() });

/** The outcomes this agent used last. @returns {string[]} */
export const recentOutcomes = () => stored(localStorage, RECENT, []);

/** @param {string} outcome */
export function usedOutcome(outcome) {
  const recent = [outcome, ...recentOutcomes().filter((one) => one !== outcome)].slice(0, RECENT_MAX);
  localStorage.setItem(RECENT, JSON.stringify(recent));
}
