// @ts-check
import { call, Problem } from '../api/http.js';
import { unique } from '../lib/unique.js';

/**
 * The agent's unsent texts, per contact. No message from the server changes a text that is being typed.
 * A text is saved at the server a moment after typing stops; until then the tab keeps it. A save names the version that it changes. When
 * another tab of the agent was faster, both texts are kept: this tab's in the field, the other's beside it.
 *
 * @typedef {{ kind: string, line: string | undefined, noItem?: boolean, units: number[], count?: string, amount: string, reason: string, key: string, chooseLine?: boolean }} RemedyDraft
 * @typedef {{ mode: 'reply' | 'all' | 'forward' | 'note', text: string, other?: string, to?: string, cc?: string, bcc?: string, subject?: string, files: { id: string, name: string, size: number, of?: string }[], key: string, unsent?: boolean, tried?: boolean }} ReplyDraft
 * @typedef {{ note: string, noteOther: string, outcome: string, finishing: boolean, search: string, remedy?: RemedyDraft, reply?: ReplyDraft }} Draft
 * @typedef {{ version: number, order: number, text: string }} Known
 * @typedef {keyof typeof PARTS} Kind
 */

const KEY = 'tandem.drafts';
const UNSAVED = 'tandem.drafts.unsaved';
const KNOWN = 'tandem.drafts.known';
const KEPT_MAX = 20;
const SAVED_AFTER = 400;
/** A text that was typed within this time is newer than an arriving snapshot. */
const NEWER_WITHIN = 10_000;
const RECENT = 'tandem.outcomes';
const RECENT_MAX = 3;

/** @type {Draft} */
const EMPTY = { note: '', noteOther: '', outcome: '', finishing: false, search: '', remedy: undefined, reply: undefined };
/** The fields that are saved together. */
const PARTS = { note: ['note', 'noteOther'], finish: ['outcome', 'finishing', 'search'], remedy: ['remedy'], reply: ['reply'] };
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

/** @param {Kind} kind */
const nothingOf = (kind) => Object.fromEntries(Object.entries(EMPTY).filter(([field]) => PARTS[kind].includes(field)));

/** Saves a draft; returns its new version. @param {string} path @param {object} body @param {number} base @param {boolean} [leaving] */
async function put(path, body, base, leaving) {
  /** @type {Response | undefined} */
  let answer;
  await call('PUT', path, body, { 'If-Match': `"${base}"` }, leaving, (response) => (answer = response));
  return Number((answer?.headers.get('ETag') ?? '0').replace(/\D/g, ''));
}

/** @param {string} contact @param {Kind} kind */
const nameOf = (contact, kind) => `${contact}/drafts/${kind}`;

/** Both texts in one, if one of them contains the other. @param {string} mine @param {string} theirs */
const joined = (mine, theirs) => (mine.includes(theirs) ? mine : theirs.includes(mine) ? theirs : undefined);

/** Two texts of which neither contains the other are kept one after the other. @param {string | undefined} kept @param {string} theirs */
const beside = (kept, theirs) => (kept && joined(kept, theirs) === undefined ? `${kept}\n\n${theirs}` : kept ? joined(kept, theirs) : theirs);

/**
 * The part of a draft after two tabs have changed it: nothing that was typed in either is lost.
 * @param {Kind} kind @param {any} mine @param {any} theirs @returns {any}
 */
export function merged(kind, mine, theirs) {
  if (kind === 'note') {
    const both = joined(mine.note ?? '', theirs.note ?? '');
    return both === undefined ? { ...mine, noteOther: beside(mine.noteOther ?? theirs.noteOther, theirs.note) } : { ...mine, note: both };
  }
  if (kind === 'reply') {
    if (!mine.reply || !theirs.reply) return mine.reply ? mine : theirs;
    const both = joined(mine.reply.text, theirs.reply.text);
    const files = [...mine.reply.files, ...theirs.reply.files.filter((/** @type {any} */ file) => !mine.reply.files.some((/** @type {any} */ one) => one.id === file.id))];
    const other = both === undefined ? beside(mine.reply.other ?? theirs.reply.other, theirs.reply.text) : mine.reply.other ?? theirs.reply.other;
    return { reply: { ...mine.reply, text: both ?? mine.reply.text, files, ...(other ? { other } : {}) } };
  }
  if (kind === 'remedy' && mine.remedy && theirs.remedy) {
    const both = joined(mine.remedy.reason, theirs.remedy.reason) ?? `${mine.remedy.reason} / ${theirs.remedy.reason}`;
    return { remedy: { ...mine.remedy, reason: both } };
  }
  return kind === 'remedy' && !mine.remedy ? theirs : mine;
}

export class Drafts {
  /** @type {[string, Draft][]} */
  #all = stored(sessionStorage, KEY, []);
  /** @type {Set<string>} what the server does not have yet */
  #unsaved = new Set(stored(sessionStorage, UNSAVED, []));
  /** @type {Record<string, Known>} the versions that this tab has seen */
  #known = stored(sessionStorage, KNOWN, {});
  /** @type {Map<string, number>} */
  #typed = new Map();
  /** @type {Map<string, Set<string>>} what was sent and not answered: the server may have it or not */
  #sent = new Map();
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

  /** Whether the server has saved the text as it is now. @param {string} contact @param {'note' | 'reply'} [kind] */
  isKept(contact, kind = 'note') {
    const draft = this.of(contact);
    return Boolean(kind === 'note' ? draft.note : draft.reply?.text) && !this.#unsaved.has(nameOf(contact, kind));
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

  /** Takes the server's drafts where this tab has nothing newer. @param {{ contact: string, kind: Kind, body: any, version?: number }[]} kept @param {string[]} contacts the contacts on the desk */
  restore(kept, contacts) {
    for (const contact of contacts) {
      for (const kind of KINDS) {
        const name = nameOf(contact, kind);
        if (this.#unsaved.has(name) || performance.now() - (this.#typed.get(name) ?? -Infinity) < NEWER_WITHIN) continue;
        const one = kept.find((draft) => draft.contact === contact && draft.kind === kind);
        this.#knows(name, one?.version ?? 0, one?.body ?? {});
        this.#set(contact, { ...nothingOf(kind), ...one?.body });
      }
    }
    this.save();
  }

  /** Another tab of this agent has saved a draft; what was typed here since is merged when it is saved. @param {{ contact: string, kind: Kind, body: any, version: number, order: number }} saved */
  heard({ contact, kind, body, version, order }) {
    const name = nameOf(contact, kind);
    if (!(kind in PARTS) || this.#unsaved.has(name) || order <= (this.#known[name]?.order ?? 0)) return;
    this.#knows(name, version, body, order);
    this.#set(contact, { ...nothingOf(kind), ...body });
    this.changed();
  }

  /** @param {string} name @param {number} version @param {any} body @param {number} [order] */
  #knows(name, version, body, order = version) {
    this.#known[name] = { version, order: Math.max(order, this.#known[name]?.order ?? 0), text: JSON.stringify(body) };
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
    await Promise.all([...this.#unsaved].map((name) => this.#sendOne(name, leaving)));
    this.#keep();
    this.changed();
  }

  /** @param {string} name @param {boolean} [leaving] */
  async #sendOne(name, leaving) {
    const [contact, , word] = name.split('/');
    const kind = /** @type {Kind} */ (word);
    for (;;) {
      const body = partOf(this.of(contact), kind);
      const text = JSON.stringify(body);
      this.#sent.set(name, (this.#sent.get(name) ?? new Set()).add(text));
      try {
        const version = await put(`/contacts/${name}`, body, this.#known[name]?.version ?? 0, leaving);
        this.#sent.delete(name);
        this.#knows(name, version, body);
      } catch (problem) {
        if (problem instanceof Problem && problem.status === 412 && problem.body.version !== undefined && !leaving) {
          if (!this.#unsaved.has(name)) return; // dropped meanwhile
          this.#meets(contact, kind, problem.body);
          continue;
        }
        if (problem instanceof Problem && (problem.passing || problem.status === 412)) return;
      }
      if (JSON.stringify(partOf(this.of(contact), kind)) === text) this.#unsaved.delete(name);
      return;
    }
  }

  /** Another tab has saved this draft meanwhile; or this one has, and the answer was lost with the line. @param {string} contact @param {Kind} kind @param {any} there */
  #meets(contact, kind, { version, body }) {
    const name = nameOf(contact, kind);
    const text = JSON.stringify(body);
    const isNews = text !== this.#known[name]?.text && !this.#sent.get(name)?.has(text);
    this.#sent.delete(name);
    const mine = partOf(this.of(contact), kind);
    this.#knows(name, version, body);
    if (isNews) this.#set(contact, { ...nothingOf(kind), ...merged(kind, mine, body) });
  }

  /** @param {string} contact @param {Partial<Draft>} change */
  #set(contact, change) {
    this.#all = [[contact, { ...this.of(contact), ...change }], ...this.#all.filter(([id]) => id !== contact)].slice(0, KEPT_MAX);
    this.#keep();
  }

  #keep() {
    sessionStorage.setItem(KEY, JSON.stringify(this.#all));
    sessionStorage.setItem(UNSAVED, JSON.stringify([...this.#unsaved]));
    const live = new Set(this.#all.map(([id]) => id));
    const isLive = (/** @type {string} */ name) => live.has(name.split('/')[0]);
    this.#known = Object.fromEntries(Object.entries(this.#known).filter(([name]) => isLive(name)));
    for (const name of this.#typed.keys()) if (!isLive(name)) this.#typed.delete(name);
    sessionStorage.setItem(KNOWN, JSON.stringify(this.#known));
  }
}

/** A new answer. Its key makes each further try the same message. @param {Partial<ReplyDraft>} [more] @returns {ReplyDraft} */
export const newReply = (more) => ({ mode: 'reply', text: '', files: [], key: unique(), ...more });

/** A new remedy form. Its key makes each further try the same request. @param {Omit<RemedyDraft, 'key' | 'reason'>} form @returns {RemedyDraft} */
export const newRemedy = (form) => ({ reason: '', ...form, key: unique() });

/** The outcomes this agent used last. @returns {string[]} */
export const recentOutcomes = () => stored(localStorage, RECENT, []);

/** @param {string} outcome */
export function usedOutcome(outcome) {
  const recent = [outcome, ...recentOutcomes().filter((one) => one !== outcome)].slice(0, RECENT_MAX);
  localStorage.setItem(RECENT, JSON.stringify(recent));
}
