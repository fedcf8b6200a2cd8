// @ts-check
import { call } from '../api/http.js';
import { say } from '../lib/part.js';
import { t } from '../lib/text.js';
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
  problem = '';

  /** @param {AgentPage} page */
  constructor(page) {
    this.page = page;
    this.store = page.store;
    this.acts = page.acts;
  }

  /** Forgets the problems of offers that are gone. @param {import('../state/desk.js').Desk} desk */
  follow(desk) {
    if (this.accepting && !desk.offers.some((one) => one.id === this.accepting)) this.accepting = '';
    if (!desk.offers.length && !desk.missed) this.problem = '';
  }

  /** @param {{ state: string, reason?: string }} asked */
  async presence({ state, reason }) {
    if (state === 'ready') this.page.unlock();
    try {
      await this.store.command(state, reason ? { reason } : {});
    } catch (problem) {
      this.#refused(problem);
      say('urgent', this.problem);
    }
  }

  /** @param {Offer} offer */
  async accept(offer) {
    if (this.accepting) return;
    this.accepting = offer.id;
    this.problem = '';
    this.page.unlock();
    this.page.requestUpdate();
    try {
      await this.store.command('accept', { offer: offer.id });
      this.page.take(offer.contact);
    } catch (problem) {
      this.accepting = '';
      this.#refused(problem);
    }
  }

  /** @param {Offer} offer */
  async decline(offer) {
    try {
      await this.store.command('decline', { offer: offer.id });
    } catch (problem) {
      this.#refused(problem);
    }
  }

  /** @param {unknown} problem */
  #refused(problem) {
    this.problem = /** @type {Error} */ (problem).message;
    this.page.requestUpdate();
  }

  /** @param {Contact} contact */
  async hold(contact) {
    await this.acts.run(`contact ${contact.id}`, '', () => this.store.command(contact.state === 'held' ? 'resume' : 'hold', { contact: contact.id }));
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
    // A note is not repeated by itself: without an answer the text stays and the agent decides.
    const done = await this.acts.run(name, t('note.saving'), () => call('POST', `/cases/${caseId}/notes`, { text: note }));
    if (!done) return;
    if (this.store.drafts.of(contact).note === note) this.store.draft(contact, { note: '' });
    this.acts.set(name, { said: t('note.saved') });
  }

  /** @param {Contact} contact @param {string} customer */
  async identify(contact, customer) {
    await this.acts.run(`identify ${contact.id}`, t('identify.sending'), async () => {
      await call('POST', `/contacts/${contact.id}/customer`, { customer });
      await this.store.reload(contact.id, customer);
    });
  }
}
