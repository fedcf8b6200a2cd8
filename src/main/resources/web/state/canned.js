// @ts-check
import { inOrder } from '../lib/figures.js';

/**
 * The canned replies that a person is writing, in this tab. Each has a form of its own, so that a look at another reply, a reload or a
 * colleague's change loses no text.
 *
 * @typedef {import('../api/types.js').CannedReply} CannedReply
 * @typedef {{ key: string, id?: string, department: string, shortcut: string, text: string, version?: string, theirs?: CannedReply, gone?: boolean }} Form
 */

/** @param {CannedReply} reply @returns {Form} */
export const formOf = ({ id, department, shortcut, text, version }) => ({ key: id, id, department: department ?? '', shortcut, text, version });

/** @param {string} key @param {string} [department] @returns {Form} */
export const newForm = (key, department = '') => ({ key, department, shortcut: '', text: '' });

/** Whether a form has what the server does not have. @param {Form} form @param {CannedReply | undefined} reply */
export const isUnsaved = (form, reply) => (reply ? form.shortcut !== reply.shortcut || form.text !== reply.text : Boolean(form.shortcut || form.text.trim() || form.department));

/** The form after its reply was read again: a reply that somebody else has changed stands beside it. @param {Form} form @param {CannedReply | undefined} reply @returns {Form} */
export function met(form, reply) {
  if (!form.id) return form;
  if (!reply) return { ...form, id: undefined, version: undefined, theirs: undefined, gone: true };
  if (reply.version === form.version) return { ...form, theirs: undefined };
  return isUnsaved(form, reply) ? { ...form, theirs: reply } : { ...form, version: reply.version, theirs: undefined };
}

/** The form of somebody who has seen the other's change and keeps their own text. @param {Form} form @returns {Form} */
export const keptMine = (form) => ({ ...form, version: form.theirs?.version ?? form.version, theirs: undefined });

/** The replies that fit, in groups: personal ones, then those of each department. @param {CannedReply[]} replies @param {string} wanted @param {(department: string) => string} name */
export function grouped(replies, wanted, name) {
  const word = wanted.trim().toLowerCase();
  const fit = replies.filter((one) => !word || `${one.shortcut} ${one.text}`.toLowerCase().includes(word));
  const departments = [...new Set(fit.flatMap((one) => one.department ?? []))].sort((a, b) => inOrder(name(a), name(b)));
  return ['', ...departments]
    .map((department) => ({ department, replies: fit.filter((one) => (one.department ?? '') === department) }))
    .filter((group) => group.replies.length);
}

/** The forms with changes that the server does not have; the tab keeps them for its account. */
export class Forms {
  /** @type {Form[]} */
  #all = [];

  /** @param {string} account */
  constructor(account) {
    this.name = `tandem.canned ${account}`;
    try {
      this.#all = JSON.parse(sessionStorage.getItem(this.name) ?? '[]');
    } catch {
      // what cannot be read is no form
    }
  }

  get all() {
    return this.#all;
  }

  /** @param {string} key */
  of(key) {
    return this.#all.find((one) => one.key === key);
  }

  /** @param {Form} form */
  keep(form) {
    this.#all = [...this.#all.filter((one) => one.key !== form.key), form];
    this.#store();
  }

  /** @param {string} key */
  drop(key) {
    this.#all = this.#all.filter((one) => one.key !== key);
    this.#store();
  }

  #store() {
    sessionStorage.setItem(this.name, JSON.stringify(this.#all));
  }
}
