// @ts-check
import { DeskSocket } from '../api/desk-socket.js';
import { call, page, Problem, query } from '../api/http.js';
import { received } from '../lib/timing.js';
import { Drafts } from './drafts.js';
import { empty, reduce } from './desk.js';
import { loaded, withMissed, withOlder } from './talks.js';

/**
 * @typedef {import('../api/types.js').Entry} Entry
 * @typedef {{ entries: Entry[], cursor: string | undefined, state: 'more' | 'loading' | 'failed' | 'all' }} Older
 * @typedef {{ kind?: string, case?: string, department?: string, q?: string }} Wanted a part of a timeline; nothing means all of it
 * @typedef {{ events: import('../api/types.js').StoryEvent[], cursor: string | undefined, state: 'more' | 'loading' | 'failed' | 'all' }} Story
 */

const AGAIN_AFTER = 1_000;
const OLDER_FIRST = 60;
const OLDER_NEXT = 30;
const STORY_PART = 100;

/** The name of a customer's timeline, or of the wanted part of it. @param {string} customer @param {Wanted} [wanted] */
export const listOf = (customer, wanted = {}) => customer + query(wanted);

/** @param {string} list */
const customerOf = (list) => list.split('?')[0];

/** The state of the desk. Messages and answers change it, and the page is told of each change. */
export class DeskStore {
  desk = empty;
  line = { state: /** @type {'connecting' | 'live' | 'lost'} */ ('connecting'), since: performance.now() };
  drafts = new Drafts(() => this.changed());
  /** @type {Record<string, Older>} by customer and wanted part: `listOf` */
  older = {};
  /** @type {Record<string, Story>} by contact */
  stories = {};
  /** @type {Record<string, string>} */
  agents = {};
  /** @type {string | undefined} a customer who is looked up, and belongs to no contact of the desk */
  lookedUp = undefined;
  /** Whether this person may decide about what others gave. */
  supervises = false;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** @type {(() => void)[]} */
  #waiting = [];
  #socket = new DeskSocket({
    message: (message, at) => this.#take(message, at),
    live: () => this.#lineIs('live'),
    lost: () => this.#lineIs('lost'),
    refused: () => this.#isLoggedIn(),
  });

  start() {
    this.#socket.connect();
  }

  /** Ends the connection, because the agent has logged out. */
  stop() {
    this.#socket.stop();
  }

  /** @param {() => void} listener */
  subscribe(listener) {
    this.#listeners.add(listener);
  }

  changed() {
    this.#listeners.forEach((listener) => listener());
  }

  /** @param {string} what @param {object} [more] */
  command(what, more = {}) {
    return this.#socket.send({ do: what, ...more });
  }

  /** Reports to the server how long an offer took until it was painted. @param {string} offer @param {number} ms */
  painted(offer, ms) {
    this.#socket.mention({ type: 'painted', offer, ms: Math.round(ms * 10) / 10 });
  }

  /** @param {string} contact @param {Partial<import('./drafts.js').Draft>} change */
  draft(contact, change) {
    this.drafts.change(contact, change);
    this.changed();
  }

  /**
   * Repeats a request until there is an answer. `waits` is called when the request waits for the
   * connection.
   * @template T
   * @param {() => Promise<T>} request
   * @param {() => void} [waits]
   * @returns {Promise<T>}
   */
  async untilAnswered(request, waits) {
    for (;;) {
      try {
        return await request();
      } catch (problem) {
        if (!(problem instanceof Problem) || !problem.passing) throw problem;
        waits?.();
        await Promise.all([this.#whenLive(), new Promise((done) => setTimeout(done, AGAIN_AFTER))]);
      }
    }
  }

  /** The agent has read what a supervisor did. @param {import('./desk.js').Told} read */
  heardOf(read) {
    this.desk = { ...this.desk, told: this.desk.told.filter((one) => one !== read) };
    this.changed();
  }

  /** Applies the server's answer to a remedy, which may come before its message. @param {string} customer @param {import('../api/types.js').Remedy} remedy */
  know(customer, remedy) {
    this.#take({ type: 'remedy.changed', customer, remedy }, performance.now());
  }

  /** Loads a contact's pop again, after its customer was identified. @param {string} contact @param {string} customer */
  async reload(contact, customer) {
    const pop = await call('GET', `/customers/${customer}`);
    this.#take({ type: 'pop', contact, pop: { ...pop, ...this.#ofContact(contact) } }, performance.now());
  }

  /** Loads the data of a contact's customer again; the other candidates stay. @param {string} contact @param {string} customer */
  async refresh(contact, customer) {
    const pop = await call('GET', `/customers/${customer}`);
    if (this.desk.pops[contact]?.customer.id === customer) this.#take({ type: 'pop', contact, pop: { ...pop, ...this.#ofContact(contact) } }, performance.now());
  }

  /** What belongs to the contact and not to its customer: the number, its time zone, and who shares it. @param {string} contact */
  #ofContact(contact) {
    const { candidates = [], from, time_zone: zone } = this.desk.pops[contact] ?? {};
    return { candidates, from, time_zone: zone };
  }

  /**
   * Loads older rows of a customer's timeline, or of the wanted part of it. The server chooses among all rows.
   * @param {import('../api/types.js').Pop} pop @param {Wanted} [wanted]
   */
  async loadOlder(pop, wanted = {}) {
    const { id } = pop.customer;
    const list = listOf(id, wanted);
    const known = this.older[list] ?? { entries: [], cursor: undefined, state: 'more' };
    if (known.state === 'loading' || known.state === 'all') return;
    this.#olderIs(list, { ...known, state: 'loading' });
    try {
      const limit = known.cursor ? OLDER_NEXT : OLDER_FIRST;
      const { rows, cursor } = page(await call('GET', `/customers/${id}/timeline${query({ limit, cursor: known.cursor, ...wanted })}`));
      const entries = [...known.entries, ...rows];
      this.#olderIs(list, { entries, cursor, state: cursor && rows.length ? 'more' : 'all' });
    } catch {
      this.#olderIs(list, { ...known, state: 'failed' });
    }
  }

  /** Loads the story of a contact from its beginning, because the story of an open contact grows. @param {string} contact */
  openStory(contact) {
    if (this.stories[contact]?.state === 'loading') return;
    this.#storyIs(contact, { events: [], cursor: undefined, state: 'more' });
    this.loadStory(contact);
  }

  /** Loads the next part of a contact's story. @param {string} contact */
  async loadStory(contact) {
    const known = this.stories[contact];
    if (!known || known.state === 'loading') return;
    this.#storyIs(contact, { ...known, state: 'loading' });
    try {
      const { rows, cursor } = page(await call('GET', `/contacts/${contact}/story${query({ limit: STORY_PART, cursor: known.cursor })}`));
      this.#storyIs(contact, { events: [...known.events, ...rows], cursor, state: cursor ? 'more' : 'all' });
    } catch {
      this.#storyIs(contact, { ...known, state: 'failed' });
    }
  }

  /** @param {(talks: import('./talks.js').Talks) => import('./talks.js').Talks} change */
  #talks(change) {
    this.desk = { ...this.desk, talks: change(this.desk.talks) };
    this.changed();
  }

  /** Loads the newest messages of a contact's conversation. @param {string} contact */
  async loadTalk(contact) {
    const shown = await call('GET', `/contacts/${contact}/conversation`);
    this.#talks((talks) => loaded(talks, shown));
  }

  /** Loads the messages before those that are shown. @param {import('./talks.js').Talk} talk */
  async loadOlderMessages({ id, rows }) {
    const { messages } = await call('GET', `/conversations/${id}/messages${query({ before: rows?.[0]?.number ?? 1, limit: OLDER_NEXT })}`);
    this.#talks((talks) => withOlder(talks, id, messages));
  }

  /** Loads the messages that this page has missed. @param {import('./talks.js').Talk} talk */
  async loadMissed({ id, rows }) {
    const { messages } = await call('GET', `/conversations/${id}/messages${query({ after: rows?.at(-1)?.number ?? 0, limit: 100 })}`);
    this.#talks((talks) => withMissed(talks, id, messages, performance.now()));
  }

  /** Applies the server's answer about a message, which may come before the news of it. @param {import('../api/types.js').Message} message */
  knowMessage(message) {
    this.#take({ type: 'message.added', message }, performance.now());
  }

  /** Loads the names of colleagues for timelines, and the role; without them the page shows ids and offers what agents may do. */
  async loadAgents() {
    try {
      const [agents, me] = await Promise.all([call('GET', '/agents'), call('GET', '/me')]);
      this.agents = Object.fromEntries(page(agents).rows.map((agent) => [agent.id, agent.name]));
      this.supervises = me.role === 'supervisor' || me.role === 'admin';
      this.changed();
    } catch {
      // the page shows the ids
    }
  }

  /** Drops the older rows of customers who are no longer on the desk, and the stories of their contacts. */
  #forget() {
    const pops = Object.values(this.desk.pops);
    const here = new Set([this.lookedUp, ...pops.map((pop) => pop.customer.id)]);
    if (!Object.keys(this.older).every((list) => here.has(customerOf(list)))) {
      this.older = Object.fromEntries(Object.entries(this.older).filter(([list]) => here.has(customerOf(list))));
    }
    if (!Object.keys(this.stories).length) return;
    const told = new Set([...pops.flatMap((pop) => pop.timeline), ...Object.values(this.older).flatMap((one) => one.entries)].map((entry) => entry.contact));
    if (!Object.keys(this.stories).every((contact) => told.has(contact))) {
      this.stories = Object.fromEntries(Object.entries(this.stories).filter(([contact]) => told.has(contact)));
    }
  }

  /** What was found for earlier words is forgotten. @param {string} list @param {Older} older */
  #olderIs(list, older) {
    const others = Object.entries(this.older).filter(([one]) => !new URLSearchParams(one.split('?')[1]).has('q'));
    this.older = { ...Object.fromEntries(others), [list]: older };
    this.changed();
  }

  /** @param {string} contact @param {Story} story */
  #storyIs(contact, story) {
    this.stories = { ...this.stories, [contact]: story };
    this.changed();
  }

  /** @param {any} message @param {number} at */
  #take(message, at) {
    if (message.type === 'offer.created') received(message.offer.id, at);
    if (message.type === 'draft.changed') this.drafts.heard(message);
    const before = this.desk;
    this.desk = reduce(before, message, at);
    if (this.desk !== before) this.#forget();
    this.#readNewCases();
    if (message.type === 'snapshot' && message.drafts) this.drafts.restore(message.drafts, this.desk.contacts.map((one) => one.id));
    if ((message.type === 'snapshot' && !before.me) || message.type === 'floor.changed') this.loadAgents();
    this.changed();
  }

  /** The cases that were read once more, so that none is read again and again. @type {Set<string>} */
  #asked = new Set();

  /** A contact that opened a case has a pop from before: its customer is read again, so that the case is among the others. */
  #readNewCases() {
    for (const { id, case: file } of this.desk.contacts) {
      const pop = this.desk.pops[id];
      if (!pop || !file || this.#asked.has(file) || pop.cases.some((one) => one.id === file)) continue;
      this.#asked.add(file);
      this.refresh(id, pop.customer.id).catch(() => this.#asked.delete(file));
    }
  }

  /** @param {'live' | 'lost'} state */
  #lineIs(state) {
    if (this.line.state !== state) this.line = { state, since: performance.now() };
    if (state === 'live') this.#waiting.splice(0).forEach((go) => go());
    this.changed();
  }

  /** @returns {Promise<void>} */
  #whenLive() {
    return this.line.state === 'live' ? Promise.resolve() : new Promise((go) => this.#waiting.push(go));
  }

  /** A refused socket has no reason, so the page asks for one. */
  async #isLoggedIn() {
    try {
      const me = await call('GET', '/me');
      if (me.agent) return true;
      location.assign('/wall'); // an account without an agent has no desk
      return false;
    } catch (problem) {
      return !(problem instanceof Problem && problem.status === 401);
    }
  }
}
