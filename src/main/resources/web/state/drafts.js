// @ts-check
import { call, Problem } from '../api/http.js';
import { unique } from '../lib/unique.js';

/**
 * The agent's unsent texts, per contact. No message from the server changes a text that is being typed.
 * A text is saved at the server a moment after typing stops; until then the tab keeps it.
 *
 * @typedef {{ kind: string, line: string | undefined, noItem?: boolean, units: number[], count?: string, amount: string, reason: string, key: string, chooseLine?: boolean }} RemedyDraft
 * @typedef {{ note: string, outcome: string, finishing: boolean, search: string, remedy?: RemedyDraft }} Draft
 * @typedef {keyof typeof PARTS} Kind
 */

const KEY = 'tandem.drafts';
const UNSAVED = 'tandem.drafts.unsaved';
const KEPT_MAX = 20;
const SAVED_AFTER = 400;
/** A text that was typed within this time is newer than an arriving snapshot. */
const NEWER_WITHIN = 10_000;
const RECENT = 'tandem.outcomes';
const RECENT_MAX = 3;

/** @type {Draft} */
const EMPTY = { note: '', outcome: '', finishing: false, search: '', remedy: undefined };
/** The fields that are saved together. */
const PARTS = { note: ['note'], finish: ['outcome', 'finishing', 'search'], remedy: ['remedy'] };
const KINDS = /** @type {Kind[]} */ (Object.keys(PARTS));

/** @param {Storage} storage @param {string} key @param {any} otherwise */
function stored(storage, key, otherwise) {
  try {
    return JSON.parse(storage.getItem(key) ?? '') ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** The fields of that kind that are not empty. @param {Draft} draft @param {Kind} kind */
const partOf = (draft, kind) => Object.fromEntries(Object.entries(draft).filter(([field, value]) => PARTS[kind].includes(field) && value));

/** @param {string} contact @param {Kind} kind */
const nameOf = (contact, kind) => `${contact}/drafts/${kind}`;

export class Drafts {
  /** @type {[string, Draft][]} */
  #all = stored(sessionStorage, KEY, []);
  /** @type {Set<string>} what the server does not have yet */
  #unsaved = new Set(stored(sessionStorage, UNSAVED, []));
  /** @type {Map<string, number>} */
  #typed = new Map();
  /** @type {number | undefined} */
  #timer;

  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    // A closing page sends the rest; the browser completes the request.
    addEventListener('pagehide', () => this.save(true));
  }

  /** @param {string} contact @returns {Draft} */
  of(contact) {
    return this.#all.find(([id]) => id === contact)?.[1] ?? EMPTY;
  }

  /** Whether the server has saved the note as it is now. @param {string} contact */
  isKept(contact) {
    return this.of(contact).note !== '' && !this.#unsaved.has(nameOf(contact, 'note'));
  }

  /** @param {string} contact @param {Partial<Draft>} change */
  change(contact, change) {
    for (const kind of KINDS.filter((one) => PARTS[one].some((field) => field in change))) {
      this.#unsaved.add(nameOf(contact, kind));
      this.#typed.set(nameOf(contact, kind), performance.now());
    }
    this.#set(contact, change);
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.save(), SAVED_AFTER);
  }

  /** Removes the drafts of a contact; the server removes its own when the contact ends. @param {string} contact */
  drop(contact) {
    for (const kind of KINDS) this.#unsaved.delete(nameOf(contact, kind));
    this.#all = this.#all.filter(([id]) => id !== contact);
    this.#keep();
  }

  /** Takes the server's drafts where this tab has nothing newer. @param {{ contact: string, kind: Kind, body: any }[]} kept @param {string[]} contacts the contacts on the desk */
  restore(kept, contacts) {
    for (const contact of contacts) {
      for (const kind of KINDS) {
        const name = nameOf(contact, kind);
        if (this.#unsaved.has(name) || performance.now() - (this.#typed.get(name) ?? -Infinity) < NEWER_WITHIN) continue;
        const nothing = Object.fromEntries(Object.entries(EMPTY).filter(([field]) => PARTS[kind].includes(field)));
        this.#set(contact, { ...nothing, ...kept.find((one) => one.contact === contact && one.kind === kind)?.body });
      }
    }
    this.save();
  }

  #saving = Promise.resolve();

  /** Saves unsaved drafts, one request after the other, so that an older text cannot arrive last. @param {boolean} [leaving] */
  save(leaving) {
    window.clearTimeout(this.#timer);
    if (leaving) this.#send(true);
    else this.#saving = this.#saving.then(() => this.#send());
  }

  /** Sends nothing until the next save, and waits for the running request: the server takes no draft of an ended contact. */
  async rest() {
    window.clearTimeout(this.#timer);
    await this.#saving;
  }

  /** A draft that the server could not save now is sent again after the next snapshot. @param {boolean} [leaving] */
  async #send(leaving) {
    await Promise.all([...this.#unsaved].map(async (name) => {
      const [contact, , kind] = name.split('/');
      const body = partOf(this.of(contact), /** @type {Kind} */ (kind));
      const text = JSON.stringify(body);
      try {
        await call('PUT', `/contacts/${name}`, body, {}, leaving);
      } catch (problem) {
        if (problem instanceof Problem && problem.passing) return;
      }
      if (JSON.stringify(partOf(this.of(contact), /** @type {Kind} */ (kind))) === text) this.#unsaved.delete(name);
    }));
    this.#keep();
    this.changed();
  }

  /** @param {string} contact @param {Partial<Draft>} change */
  #set(contact, change) {
    this.#all = [[contact, { ...this.of(contact), ...change }], ...this.#all.filter(([id]) => id !== contact)].slice(0, KEPT_MAX);
    this.#keep();
  }

  #keep() {
    sessionStorage.setItem(KEY, JSON.stringify(this.#all));
    sessionStorage.setItem(UNSAVED, JSON.stringify([...this.#unsaved]));
  }
}

/** A new remedy form. Its key makes each further try the same request. @param {Omit<RemedyDraft, 'key' | 'reason'>} form @returns {RemedyDraft} */
export const newRemedy = (form) => ({ reason: '', ...form, key: unique() });

/** The outcomes this agent used last. @returns {string[]} */
export const recentOutcomes = () => stored(localStorage, RECENT, []);

/** @param {string} outcome */
export function usedOutcome(outcome) {
  const recent = [outcome, ...recentOutcomes().filter((one) => one !== outcome)].slice(0, RECENT_MAX);
  localStorage.setItem(RECENT, JSON.stringify(recent));
}
