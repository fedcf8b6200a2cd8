// @ts-check
import { call } from '../api/http.js';
import { say } from '../lib/part.js';
import { t } from '../lib/text.js';
import { unique } from '../lib/unique.js';
import { talkOf } from '../state/desk.js';
import { usedOutcome } from '../state/drafts.js';

/**
 * @typedef {import('../state/desk.js').Contact} Contact
 * @typedef {import('../state/desk.js').Offer} Offer
 * @typedef {import('../pages/agent.js').AgentPage} AgentPage
 */

/** The agent's actions on their presence, offers and contacts: each is a command to the server. */
export class Contacts {
  accepting = '';
  /** Why the last command about the presence or an offer was not carried out. */
  problem = '';
  /** The offer that the problem is about; none for the presence. */
  #about = '';

  /** @param {AgentPage} page */
  constructor(page) {
    this.page = page;
    this.store = page.store;
    this.acts = page.acts;
  }

  /** Forgets the problems of offers that are gone, and each problem when there is a new offer. @param {import('../state/desk.js').Desk} desk */
  follow(desk) {
    if (this.accepting && !desk.offers.some((one) => one.id === this.accepting)) this.accepting = '';
    if (this.#about ? !desk.offers.some((one) => one.id === this.#about) : desk.offers.length) this.problem = '';
  }

  /** @param {{ state: string, reason?: string }} asked */
  async presence({ state, reason }) {
    this.problem = this.store.line.state === 'live' ? '' : t('line.waits');
    this.#about = '';
    this.page.requestUpdate();
    try {
      await this.store.command(state, reason ? { reason } : {});
      this.problem = '';
      this.page.requestUpdate();
    } catch (problem) {
      this.#refused('', problem);
      say('urgent', this.problem);
    }
  }

  /** @param {Offer} offer */
  async accept(offer) {
    if (this.accepting) return;
    this.accepting = offer.id;
    this.problem = '';
    this.page.requestUpdate();
    try {
      await this.store.command('accept', { offer: offer.id });
      this.page.take(offer.contact);
    } catch (problem) {
      this.accepting = '';
      this.#refused(offer.id, problem);
    }
  }

  /** @param {Offer} offer */
  async decline(offer) {
    try {
      await this.store.command('decline', { offer: offer.id });
    } catch (problem) {
      this.#refused(offer.id, problem);
    }
  }

  /** @param {string} about @param {unknown} problem */
  #refused(about, problem) {
    this.#about = about;
    this.problem = /** @type {Error} */ (problem).message;
    this.page.requestUpdate();
  }

  /** @param {Contact} contact */
  async hold(contact) {
    await this.#commanded(contact, contact.state === 'held' ? 'resume' : 'hold');
  }

  /** Ends the call; the contact stays to be written up. @param {Contact} contact */
  async hangUp(contact) {
    await this.#commanded(contact, 'hang_up');
  }

  /** Without a connection the agent sees that the command waits, until it is sent or given up. @param {Contact} contact @param {string} command */
  async #commanded(contact, command) {
    await this.acts.run(`contact ${contact.id}`, this.store.line.state === 'live' ? '' : t('line.waits'), () => this.store.command(command, { contact: contact.id }));
  }

  /** @param {Contact} contact */
  async finish(contact) {
    const name = `contact ${contact.id}`;
    const draft = this.store.drafts.of(contact.id);
    // a message that this page does not show yet begins a new contact
    const seen = talkOf(this.store.desk, contact)?.rows?.at(-1)?.number;
    if (!draft.outcome) {
      this.acts.set(name, { problem: t('finish.choose') });
      return;
    }
    if (this.acts.of(name).busy) return;
    const done = await this.acts.run(name, t('finish.sending'), async (waits) => {
      await this.store.drafts.rest();
      return this.store.untilAnswered(() => call('POST', `/contacts/${contact.id}/outcome`, { outcome: draft.outcome, note: draft.note, ...(seen ? { read_to: seen } : {}) }), waits);
    });
    if (done) this.store.drafts.drop(contact.id);
    this.store.drafts.save();
    if (!done) return;
    usedOutcome(draft.outcome);
    this.acts.set(name, { said: t('finish.done') });
    say('polite', t('finish.done'));
  }

  /** @param {string} contact @param {string} caseId */
  async saveNote(contact, caseId) {
    const name = `contact ${contact}`;
    const { note } = this.store.drafts.of(contact);
    if (this.acts.of(name).busy) return;
    const key = { 'Idempotency-Key': unique() };
    const done = await this.acts.run(name, t('note.saving'), (waits) => this.store.untilAnswered(() => call('POST', `/cases/${caseId}/notes`, { text: note }, key), waits));
    if (!done) return;
    // what was typed while it waited stays
    const now = this.store.drafts.of(contact).note;
    if (now.startsWith(note)) this.store.draft(contact, { note: now.slice(note.length).trimStart() });
    this.acts.set(name, { said: t('note.saved') });
  }

  /** Switches the contact to another case of its customer. @param {Contact} contact @param {{ case: string, number: number }} file */
  async switchCase(contact, file) {
    const name = `case ${contact.id}`;
    if (this.acts.of(name).busy) return;
    const done = await this.acts.run(name, t('cases.switching'), (waits) => this.store.untilAnswered(() => call('PUT', `/contacts/${contact.id}/case`, { case: file.case }), waits));
    if (!done) return;
    say('polite', t('cases.switched', { number: file.number }));
    this.page.focusCase(file.case);
  }

  /** @param {Contact} contact @param {string} customer */
  async identify(contact, customer) {
    await this.acts.run(`identify ${contact.id}`, t('identify.sending'), async () => {
      await call('POST', `/contacts/${contact.id}/customer`, { customer });
      await this.store.reload(contact.id, customer);
    });
  }
}
