// @ts-check
import { sentence } from '../components/remedy-text.js';
import { say } from '../lib/part.js';
import { t } from '../lib/text.js';
import { newRemedy } from '../state/drafts.js';
import { changed } from '../state/remedies.js';

/**
 * @typedef {import('../state/desk.js').Contact} Contact
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../api/types.js').Remedy} Remedy
 * @typedef {import('../state/drafts.js').RemedyDraft} RemedyDraft
 */

/** A new form, without an item. */
const NOTHING_CHOSEN = { line: undefined, units: [], amount: '', chooseLine: true };

/** What an agent does with remedies and their form; `giving.js` gives one. */
export class Remedies {
  /** @type {Record<string, { remedy: Remedy, ahead: number | undefined }>} by contact */
  #collisions = {};

  /** @param {import('../pages/agent.js').AgentPage} page */
  constructor(page) {
    this.page = page;
    this.store = page.store;
    this.acts = page.acts;
  }

  /** @param {Contact | undefined} contact */
  collision(contact) {
    return contact && this.#collisions[contact.id];
  }

  /** A colleague was faster by so many milliseconds. @param {string} contact @param {Remedy} remedy @param {number} ahead */
  collide(contact, remedy, ahead) {
    this.#collisions[contact] = { remedy, ahead };
  }

  /** @param {string} contact */
  clear(contact) {
    delete this.#collisions[contact];
  }

  /** @param {Pop} pop @param {Remedy} remedy */
  tell(pop, remedy) {
    const text = sentence(pop, remedy);
    navigator.clipboard?.writeText(text).catch(() => {}); // the note contains the text in any case
    const { selected } = this.page;
    if (!selected) return;
    const { contact, writing } = this.page;
    const reply = contact?.conversation && writing?.reply(contact);
    if (contact && writing && reply && !this.store.drafts.of(selected).finishing) {
      const before = reply.text.trimEnd();
      writing.change(contact, { mode: reply.mode === 'note' ? 'reply' : reply.mode, ...(before.includes(text) ? {} : { text: before ? `${before}\n${text}` : text }) });
      say('polite', t('tell.in_reply'));
      this.page.focusSoon('reply');
      return;
    }
    const { note } = this.store.drafts.of(selected);
    if (!note.includes(text)) this.store.draft(selected, { note: note ? `${note.trimEnd()}\n${text}` : text });
    this.acts.set(`contact ${selected}`, { said: t('tell.inserted') });
    say('polite', t('tell.inserted'));
    this.page.focusSoon('note');
  }

  /** @param {Remedy} remedy */
  different(remedy) {
    const { contact } = this.page;
    if (!contact) return;
    const form = this.store.drafts.of(contact.id).remedy;
    // An open form keeps its text; the agent chooses the item again.
    this.#show(contact.id, newRemedy({ ...NOTHING_CHOSEN, kind: form?.kind ?? remedy.kind, ...(form ? { reason: form.reason } : {}) }), 'remedy-line');
  }

  /** @param {{ kind?: string, line?: string }} wish */
  open({ kind, line }) {
    const { contact } = this.page;
    const { desk } = this.store;
    const pop = contact && desk.pops[contact.id];
    if (!contact || !pop) return;
    this.page.showCustomer();
    const kept = this.store.drafts.of(contact.id).remedy;
    if (kept && kept.kind === (kind ?? kept.kind) && kept.line === (line ?? kept.line)) {
      this.focus(kept.line || kept.noItem ? 'remedy-reason' : 'remedy-line');
      return;
    }
    const wanted = desk.floor.remedies.find((one) => one.id === kind) ?? desk.floor.remedies[0];
    if (!wanted) return;
    const empty = newRemedy({ ...NOTHING_CHOSEN, kind: wanted.id, chooseLine: !line, ...(kept ? { reason: kept.reason } : {}) });
    this.clear(contact.id);
    this.#show(contact.id, changed(pop, desk.floor.remedies, empty, { line }), line ? 'remedy-reason' : 'remedy-line');
  }

  /** @param {string} contact @param {RemedyDraft} remedy @param {string} focus */
  #show(contact, remedy, focus) {
    this.acts.set(`remedy ${contact}`);
    this.store.draft(contact, { remedy });
    this.focus(focus);
  }

  /** Moves the focus to a field of the form. @param {string} id */
  focus(id) {
    this.page.focusSoon(id, () => document.getElementById('remedy-title')?.closest('section')?.scrollIntoView({ block: 'nearest' }));
  }

  /** @param {Partial<RemedyDraft>} change */
  change(change) {
    const { selected } = this.page;
    const { desk } = this.store;
    const form = this.store.drafts.of(selected).remedy;
    const pop = desk.pops[selected];
    if (!form || !pop) return;
    const next = changed(pop, desk.floor.remedies, form, change);
    // Another remedy is another request, so it has another key.
    const isOther = Object.keys(change).some((field) => field !== 'reason');
    this.store.draft(selected, { remedy: { ...next, ...(isOther ? { key: newRemedy(form).key } : {}) } });
  }

  close() {
    const { selected } = this.page;
    if (!selected) return;
    this.store.draft(selected, { remedy: undefined });
    this.acts.set(`remedy ${selected}`);
    this.page.focusSoon(document.getElementById('reply') ? 'reply' : 'note');
  }

  submit() {
    this.page.forms.part?.submit(this);
  }
}
