// @ts-check
import { call } from '../api/http.js';
import { claimText } from '../components/claim-strip.js';
import { say } from '../lib/part.js';
import { caseOf } from '../state/desk.js';
import { claimsOf } from '../state/remedies.js';

/** A claim lasts three minutes; while somebody types, it is renewed well before its end. */
const RENEWED_AFTER = 60_000;

/**
 * Claims the remedy of an open form, so that colleagues see it, and announces their claims
 * to screen readers. A claim prevents nothing; one that cannot be sent now is sent with the next change.
 */
export class Claiming {
  /** @type {Map<string, { intent: string, form: object, at: number }>} by contact */
  #told = new Map();
  #heard = '';
  /** @type {number | undefined} */
  #timer;

  /** @param {import('../pages/agent.js').AgentPage} page */
  constructor(page) {
    this.page = page;
    this.store = page.store;
  }

  follow() {
    if (this.store.line.state !== 'live') {
      this.#told.clear(); // the server ends the claims of an agent without a connection
      return;
    }
    const { desk } = this.store;
    for (const contact of desk.contacts) this.#tell(contact);
    for (const [contact, told] of this.#told) if (!desk.contacts.some((one) => one.id === contact)) this.#take(contact, told.intent);
    this.#hear();
  }

  /** @param {import('../state/desk.js').Contact} contact */
  #tell({ id, ...contact }) {
    const pop = this.store.desk.pops[id];
    const { remedy: form } = this.store.drafts.of(id);
    const file = caseOf({ id, ...contact }, pop);
    const told = this.#told.get(id);
    const chosen = form && (form.line ? form.units.length > 0 : form.noItem);
    const intent = form && file && chosen ? JSON.stringify({ case: file, kind: form.kind, ...(form.line ? { order_line: form.line, units: form.units } : {}) }) : '';
    if (told && told.intent !== intent) this.#take(id, told.intent);
    if (!intent || !form) return;
    const typed = told?.form !== form && performance.now() - (told?.at ?? 0) > RENEWED_AFTER;
    if (told?.intent === intent && !typed) return;
    this.#told.set(id, { intent, form, at: performance.now() });
    call('PUT', '/claims', JSON.parse(intent)).catch(() => this.#told.delete(id));
  }

  /** @param {string} contact @param {string} intent */
  #take(contact, intent) {
    this.#told.delete(contact);
    call('DELETE', '/claims', JSON.parse(intent)).catch(() => {}); // the server ends it after a while
  }

  /** Tells the claims of the selected customer, and again when the first of them ends. */
  #hear() {
    const { desk } = this.store;
    const id = this.page.selected || desk.offers[0]?.contact;
    const pop = desk.pops[id ?? ''];
    const claims = pop ? claimsOf(desk, pop, performance.now()) : [];
    const text = pop ? claims.map((claim) => claimText(pop, claim)).join(' ') : '';
    if (text && text !== this.#heard) say('polite', text);
    this.#heard = text;
    window.clearTimeout(this.#timer);
    if (claims.length) this.#timer = window.setTimeout(() => this.store.changed(), Math.min(...claims.map((claim) => claim.until)) - performance.now());
  }
}
