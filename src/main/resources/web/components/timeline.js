// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../lib/icons.js';
import { whenIdle } from '../lib/lazy.js';
import { Part } from '../lib/part.js';
import { inFull, second, when } from '../lib/time.js';
import { t, typed } from '../lib/text.js';
import { listOf } from '../state/desk-store.js';
import { eventText, namesOf, rows, tells } from './timeline-text.js';

/** @param {import('../api/types.js').Entry} entry */
const keyOf = (entry) => `${entry.case} ${entry.number}`;

const WRITTEN = ['note', 'outcome', 'rating'];
const WORDS_LENGTH_MAX = 100;
/** The search begins when the agent has stopped typing for this time. */
const SEARCH_AFTER = 250;
/** So many rows are painted with the customer; those below, when the page is idle. */
const FIRST_ROWS = 12;

/**
 * The timeline of a customer, newest first. Older rows are loaded when the agent scrolls or asks for them. The server chooses the rows of a
 * filter and of a search among all rows; new ones are added here as they come.
 */
class Timeline extends Part {
  static properties = { store: {}, pop: {}, older: {}, stories: {}, caseId: {}, agents: {}, filter: { state: true }, words: { state: true }, opened: { state: true }, room: { state: true } };

  constructor() {
    super();
    /** @type {import('../state/desk-store.js').DeskStore | undefined} */
    this.store = undefined;
    /** @type {import('../api/types.js').Pop | undefined} */
    this.pop = undefined;
    /** @type {Record<string, import('../state/desk-store.js').Older>} */
    this.older = {};
    /** @type {string | undefined} */
    this.caseId = undefined;
    /** @type {Record<string, import('../state/desk-store.js').Story>} */
    this.stories = {};
    /** @type {Set<string>} */
    this.opened = new Set();
    this.filter = 'all';
    this.words = '';
    /** How many rows are shown. */
    this.room = FIRST_ROWS;
    this.scrolled = () => this.#near() && this.#more();
  }

  /** What scrolls; it stays when this timeline is gone. @type {HTMLElement | null} */
  #scroller = null;

  connectedCallback() {
    super.connectedCallback();
    this.#scroller = this.closest('aside');
    this.#scroller?.addEventListener('scroll', this.scrolled, { passive: true });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#scroller?.removeEventListener('scroll', this.scrolled);
    this.#scroller = null;
  }

  /** A row that comes while the page shows this customer is highlighted for a moment. */
  #known = { customer: '', rows: new Set() };

  /** @type {number | undefined} */
  #typing;

  /** The next customer's timeline is shown whole. @param {Map<string, any>} changed */
  willUpdate(changed) {
    const before = changed.get('pop')?.customer.id;
    if (!before || before === this.pop?.customer.id) return;
    window.clearTimeout(this.#typing);
    this.filter = 'all';
    this.words = '';
    this.room = FIRST_ROWS;
  }

  updated() {
    if (this.room === FIRST_ROWS) whenIdle(() => (this.room = Infinity));
    if (this.pop && this.#narrowed && !this.#isHere && !this.#list) this.store?.loadOlder(this.pop, this.#wanted);
  }

  /** The part of the timeline that the agent wants. @returns {import('../state/desk-store.js').Wanted} */
  get #wanted() {
    const q = this.words ? { q: this.words } : {};
    if (this.filter === 'case') return { case: this.caseId, ...q };
    if (this.filter === 'written') return { kind: WRITTEN.join(), ...q };
    if (this.filter === 'remedy') return { kind: 'remedy', ...q };
    return this.filter === 'all' ? q : { department: this.filter.slice(3), ...q };
  }

  get #narrowed() {
    return this.filter !== 'all' || this.words !== '';
  }

  /** Whether the pop has all rows, so that nothing needs to be loaded. */
  get #isHere() {
    return !this.pop || this.pop.timeline.length >= this.pop.timeline_total;
  }

  get #list() {
    return this.older[listOf(this.pop?.customer.id ?? '', this.#wanted)];
  }

  render() {
    const { store, pop } = this;
    if (!store || !pop) return nothing;
    const seen = new Set(pop.timeline.map(keyOf));
    const list = this.#list;
    const all = [...pop.timeline, ...(list?.entries ?? []).filter((entry) => !seen.has(keyOf(entry)))];
    const names = namesOf(store, pop);
    const departments = [...new Set([...pop.timeline, ...pop.cases, ...(this.older[pop.customer.id]?.entries ?? [])].map((one) => one.department ?? ''))].filter(Boolean);
    const shown = rows(all.filter((entry) => this.#fits(entry)), names, all).filter((row) => !row.contact || this.filter !== 'written');
    const first = this.#known.customer !== pop.customer.id;
    const known = this.#known.rows;
    const fresh = new Set(first ? [] : pop.timeline.map(keyOf).filter((key) => !known.has(key)));
    if (first) this.#known = { customer: pop.customer.id, rows: new Set(pop.timeline.map(keyOf)) };
    const whole = list?.state === 'all' || this.#isHere || (!this.#narrowed && all.length >= pop.timeline_total);
    return html`<section data-testid="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">${t('timeline.title')}<span class="muted num">${whole ? shown.length : this.#narrowed ? '' : pop.timeline_total}</span></h2>
      <label class="search">${icon('search')}<span class="sr">${t('timeline.search')}</span>
        <input type="search" data-testid="timeline-search" placeholder=${t('timeline.search')} .value=${this.words} @input=${(/** @type {any} */ e) => this.#typed(typed(e, WORDS_LENGTH_MAX))} /></label>
      <div class="chips" role="group" aria-label=${t('timeline.filter')}>
        ${this.#chip('all', t('timeline.all'))}
        ${this.caseId ? this.#chip('case', t('timeline.this_case')) : nothing}
        ${this.#chip('written', t('timeline.messages'))}${this.#chip('remedy', t('timeline.remedies'))}
        ${departments.length > 1 ? departments.map((id) => this.#chip(`of ${id}`, names.department(id))) : nothing}</div>
      ${shown.length
        ? html`<ol class="timeline">${repeat(shown.slice(0, this.room), (row) => row.key, (row) => html`<li class="entry ${row.tone} ${fresh.has(keyOf(row.entry)) ? 'fresh' : ''}" data-kind=${row.entry.kind}>
            <time class="num" datetime=${row.entry.at} title=${inFull(row.entry.at)}>${when(row.entry.at)}</time>${icon(row.icon)}
            <div><span>${row.text}</span>${row.who ? html` <span class="muted">· ${row.who}</span>` : nothing}${row.quote ? html`<q>${row.quote}</q>` : nothing}${row.contact ? this.#story(row.contact, row.channel, names) : nothing}</div></li>`)}</ol>`
        : whole ? html`<p class="muted" role="status">${this.words ? t('timeline.nothing', { words: this.words }) : t(pop.timeline_total ? 'timeline.none' : 'timeline.first')}</p>` : nothing}
      ${whole || shown.length > this.room ? nothing : this.#foot()}
    </section>`;
  }

  /**
   * The events of a contact, second by second, when somebody opens them.
   * @param {string} contact @param {string | undefined} channel @param {import('./timeline-text.js').Names} names
   */
  #story(contact, channel, names) {
    const open = this.#isOpen(contact);
    const { events = [], state = 'loading' } = this.stories[contact] ?? {};
    return html` <button class="link" data-testid="story" aria-expanded=${open} @click=${() => this.#open(contact)}>${t(open ? 'story.close' : 'story.open')}</button>
      ${open
        ? html`<ol class="happened" aria-label=${t('story.title')}>${events.map((one) => html`<li><time class="num" datetime=${one.at} title=${inFull(one.at)}>${second(one.at)}</time><span>${eventText(one, names, channel)}${one.agent ? html` <span class="muted">· ${names.agent(one.agent)}</span>` : nothing}</span></li>`)}</ol>
          ${state === 'loading' ? html`<p class="muted" role="status">${t('story.loading')}</p>` : state === 'all' ? nothing
            : html`${state === 'failed' ? html`<p class="muted" role="status">${t('story.failed')}</p>` : nothing}<button class="small" data-testid="story-more" @click=${() => this.store?.loadStory(contact)}>${t(state === 'failed' ? 'timeline.retry' : 'story.more')}</button>`}`
        : nothing}`;
  }

  /** Whether the story of a contact is open; the store drops those of customers who have left the desk. @param {string} contact */
  #isOpen(contact) {
    return this.opened.has(contact) && this.stories[contact] !== undefined;
  }

  /** @param {string} contact */
  #open(contact) {
    const opened = new Set([...this.opened].filter((one) => this.#isOpen(one)));
    if (!opened.delete(contact)) {
      opened.add(contact);
      this.store?.openStory(contact);
    }
    this.opened = opened;
  }

  #foot() {
    const state = this.#list?.state ?? 'more';
    if (state === 'loading') return html`<p class="muted">${t('timeline.loading')}</p>`;
    return html`${state === 'failed' ? html`<p class="muted">${t('timeline.failed')}</p>` : nothing}
      <button class="small" data-testid="older" @click=${() => this.#more()}>${t(state === 'failed' ? 'timeline.retry' : 'timeline.older')}</button>`;
  }

  /** @param {string} id @param {string} name */
  #chip(id, name) {
    return html`<button class="chip" aria-pressed=${this.filter === id} @click=${() => (this.filter = id)}>${name}</button>`;
  }

  /** @param {string} words */
  #typed(words) {
    window.clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => (this.words = words.trim()), SEARCH_AFTER);
  }

  /** @param {import('../api/types.js').Entry} entry */
  #fits(entry) {
    if (this.words && !tells(entry, this.words)) return false;
    if (this.filter === 'case') return entry.case === this.caseId;
    if (this.filter === 'written') return WRITTEN.includes(entry.kind);
    if (this.filter === 'remedy') return entry.kind === 'remedy';
    return !this.filter.startsWith('of ') || entry.department === this.filter.slice(3);
  }

  #near() {
    const scroller = this.closest('aside');
    return scroller && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 240;
  }

  #more() {
    const { store, pop } = this;
    if (store && pop && !this.#isHere) store.loadOlder(pop, this.#wanted);
  }
}
customElements.define('tandem-timeline', Timeline);
