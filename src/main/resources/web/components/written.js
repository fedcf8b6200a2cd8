// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../lib/icons.js';
import { Part, say } from '../lib/part.js';
import { count, ofChannel, t } from '../lib/text.js';
import { dayOf, inFull, minute } from '../lib/time.js';
import { caseOf, nameOf } from '../state/desk.js';
import { lineOf, types, TYPING_FOR } from '../state/talks.js';
import { mail } from './mail.js';
import { files } from './files.js';
import './composer.js';

/** So near to its end the agent sees the newest message, and new ones may scroll into view. */
const AT_END = 60;
const NEAR_TOP = 200;

/** The column of a written conversation: its messages, day by day, and the composer. */
class Written extends Part {
  static properties = { store: {}, desk: {}, contact: {}, talk: {}, writing: {}, version: {}, guard: {}, story: {}, finishing: {}, opened: { state: true }, images: { state: true }, below: { state: true } };

  constructor() {
    super();
    /** @type {import('../state/desk-store.js').DeskStore | undefined} */
    this.store = undefined;
    /** @type {import('../state/desk.js').Contact | undefined} */
    this.contact = undefined;
    /** @type {import('../state/talks.js').Talk | undefined} */
    this.talk = undefined;
    /** @type {import('../work/writing.js').Writing | undefined} */
    this.writing = undefined;
    /** @type {unknown} */
    this.guard = undefined;
    /** @type {unknown} the case and its events */
    this.story = undefined;
    this.finishing = false;
    /** @type {Record<string, boolean>} mails that the agent has opened or closed */
    this.opened = {};
    /** @type {Set<string>} mails whose remote images the agent asked for */
    this.images = new Set();
    /** How many messages have come below what the agent reads. */
    this.below = 0;
  }

  #shown = { contact: '', first: 0, last: 0 };
  #stick = true;
  #height = 0;
  /** Where the column was scrolled to when this was looked at last. */
  #top = 0;
  /** @type {number | undefined} */
  #typingEnds;

  get #feed() {
    return /** @type {HTMLElement | null} */ (this.querySelector('.feed'));
  }

  willUpdate() {
    const feed = this.#feed;
    if (!feed) return;
    this.#height = feed.scrollHeight - feed.scrollTop;
    if (feed.scrollTop !== this.#top) this.#look(feed); // the agent has scrolled, and the event is still to come
  }

  render() {
    const { contact, talk, writing, store } = this;
    if (!contact || !writing || !store) return nothing;
    return html`<div class="feed talk" role="region" tabindex="0" aria-label=${ofChannel('talk.label', contact.channel)} @scroll=${this.#scrolled} data-testid="talk">
        ${this.guard ?? nothing}
        ${this.story ? html`<details class="events"><summary>${t('talk.case')}</summary>${this.story}</details>` : nothing}
        ${talk?.rows ? this.#messages(contact, talk, writing) : this.#loading(contact.id, writing)}
      </div>
      ${this.below ? html`<button class="small below" data-testid="below" @click=${() => this.#toEnd()}>${icon('down')}${count('talk.below', this.below)}</button>` : nothing}
      ${this.finishing ? nothing : html`<tandem-composer .store=${store} .desk=${store.desk} .contact=${contact} .talk=${talk} .writing=${writing} .version=${this.version}></tandem-composer>`}`;
  }

  /** @param {string} name @param {import('../work/writing.js').Writing} writing */
  #loading(name, writing) {
    return writing.loading[name] === 'failed'
      ? html`<p class="muted" role="status">${t('talk.failed')} <button class="small" @click=${() => writing.again(name)}>${t('timeline.retry')}</button></p>`
      : html`<p class="muted">${t('talk.loading')}</p>`;
  }

  /** @param {import('../state/desk.js').Contact} contact @param {import('../state/talks.js').Talk} talk @param {import('../work/writing.js').Writing} writing */
  #messages(contact, talk, writing) {
    const rows = this.#withNotes(contact, talk);
    let day = '';
    return html`${talk.whole ? nothing : html`<p class="muted older">${writing.loading[`older ${talk.id}`] === 'failed'
        ? this.#loading(`older ${talk.id}`, writing)
        : html`<button class="small" data-testid="older-messages" @click=${() => writing.older(talk)}>${t('talk.older')}</button>`}</p>`}
      <ol class="messages">${repeat(rows, (row) => row.key, (row) => {
        const its = dayOf(row.at);
        const isNew = its !== day;
        day = its;
        return html`${isNew ? html`<li class="day"><span>${its}</span></li>` : nothing}${row.note ? this.#note(row.note) : this.#row(row.message, contact, talk, writing)}`;
      })}</ol>
      <p class="typing muted" aria-live="off">${types(talk, performance.now()) ? t('talk.typing', { name: this.#customer(contact) }) : ''}</p>`;
  }

  /** The messages and the internal notes of the case, in the order of their times. @param {import('../state/desk.js').Contact} contact @param {import('../state/talks.js').Talk} talk @returns {any[]} */
  #withNotes(contact, talk) {
    const pop = this.store?.desk.pops[contact.id];
    const caseId = caseOf(contact, pop);
    const from = talk.whole ? '' : talk.rows?.[0]?.at ?? '';
    const notes = (pop?.timeline ?? [])
      .filter((entry) => entry.kind === 'note' && entry.case === caseId && entry.at >= from)
      .map((entry) => ({ key: `note ${entry.case} ${entry.number}`, at: entry.at, note: entry }));
    const messages = (talk.rows ?? []).map((message) => ({ key: `message ${message.number}`, at: message.at, message }));
    return [...messages, ...notes].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  }

  /** @param {import('../state/desk.js').Contact} contact */
  #customer(contact) {
    return this.store ? nameOf(this.store.desk, contact) : '';
  }

  /** @param {import('../api/types.js').Message} message @param {import('../state/desk.js').Contact} contact */
  #writer({ writer, agent }, contact) {
    if (writer === 'customer') return this.#customer(contact);
    if (writer !== 'agent') return t(`talk.${writer}`);
    return agent === this.store?.desk.me?.id ? t('timeline.You') : (this.store?.agents[agent ?? ''] ?? agent ?? '');
  }

  /** @param {import('../api/types.js').Message} message @param {import('../state/desk.js').Contact} contact @param {import('../state/talks.js').Talk} talk @param {import('../work/writing.js').Writing} writing */
  #row(message, contact, talk, writing) {
    const who = this.#writer(message, contact);
    const delivery = this.#delivery(message, writing);
    if (contact.channel === 'email') {
      const key = `${message.conversation} ${message.number}`;
      const newest = message.number === talk.rows?.at(-1)?.number;
      return html`<li>${mail({
        message, who, delivery, newest,
        open: this.opened[key] ?? newest,
        toggle: (/** @type {boolean} */ open) => { if (open !== (this.opened[key] ?? newest)) this.opened = { ...this.opened, [key]: open }; },
        images: this.images.has(key),
        showImages: () => { this.images = new Set([...this.images, key]); },
      })}</li>`;
    }
    const ours = message.writer !== 'customer';
    return html`<li class="bubble ${ours ? 'ours' : ''}" data-testid="message" data-number=${message.number}>
      <div class="text">${message.text}${message.text_cut ? html`<p class="muted">${t('talk.cut')}</p>` : nothing}</div>${files(message)}
      ${(message.details?.notes ?? []).map((/** @type {string} */ note) => html`<p class="muted small">${icon('warn')}${note}</p>`)}
      <small class="muted">${who} · <time class="num" datetime=${message.at} title=${inFull(message.at)}>${minute(message.at)}</time>${delivery}</small></li>`;
  }

  /** How far a message of ours has come. @param {import('../api/types.js').Message} message @param {import('../work/writing.js').Writing} writing */
  #delivery(message, writing) {
    if (message.writer === 'customer') return nothing;
    const { busy, problem } = writing.acts.of(`retry ${message.conversation} ${message.number}`);
    if (message.delivery === 'failed') {
      return html`<span class="failed" data-testid="failed">${icon('warn')}${t('delivery.failed', { why: message.why || t('delivery.unknown') })}
        <button class="small" data-testid="retry" aria-disabled=${busy !== ''} @click=${() => !busy && writing.retry(message)}>${busy || t('delivery.retry')}</button>${problem ? html`<span class="problem">${problem}</span>` : nothing}</span>`;
    }
    const mark = /** @type {const} */ ({ queued: 'clock', sent: 'check', delivered: 'check', read: 'eye' })[message.delivery] ?? 'check';
    return html` <span class="delivery" data-testid="delivery" data-delivery=${message.delivery}>${icon(mark)}${message.delivery === 'queued' && message.why ? t('delivery.waits', { why: message.why }) : t(/** @type {any} */ (`delivery.${message.delivery}`))}</span>`;
  }

  /** @param {import('../api/types.js').Entry} entry */
  #note(entry) {
    const who = entry.agent === this.store?.desk.me?.id ? t('timeline.You') : (this.store?.agents[entry.agent ?? ''] ?? entry.agent ?? entry.recorded_by ?? '');
    return html`<li class="inside" data-testid="inside"><strong>${icon('lock')}${t('inside.title')}</strong> <small class="muted">${t('inside.by', { who, time: minute(entry.at) })}</small><div class="text">${entry.body.text}</div></li>`;
  }

  updated() {
    const { talk, contact } = this;
    const feed = this.#feed;
    if (!feed || !talk?.rows || !contact) return;
    const first = talk.rows[0]?.number ?? 0;
    const last = talk.rows.at(-1)?.number ?? 0;
    const before = this.#shown;
    this.#shown = { contact: contact.id, first, last };
    if (before.contact !== contact.id) {
      this.below = 0;
      this.#stick = true;
      this.#openAtEnd(feed);
    } else if (first < before.first) {
      feed.scrollTop = feed.scrollHeight - this.#height; // what the agent reads stays where it is
    } else if (last > before.last) {
      this.#cameNew(feed, before.last);
    } else if (this.#stick && contact.channel !== 'email') {
      feed.scrollTop = feed.scrollHeight;
    }
    this.#top = feed.scrollTop;
    window.clearTimeout(this.#typingEnds);
    if (types(talk, performance.now())) this.#typingEnds = window.setTimeout(() => this.requestUpdate(), TYPING_FOR);
  }

  /** Shows the newest message: its end, or its beginning if it is longer than the column. @param {HTMLElement} feed */
  #openAtEnd(feed) {
    feed.scrollTop = feed.scrollHeight;
    const newest = /** @type {HTMLElement | null} */ (feed.querySelector('.messages > li:last-child'));
    if (newest && newest.offsetHeight > feed.clientHeight - 16) feed.scrollTop += newest.getBoundingClientRect().top - feed.getBoundingClientRect().top - 8;
  }

  /** @param {HTMLElement} feed @param {number} known */
  #cameNew(feed, known) {
    const { talk, contact } = this;
    const fresh = talk?.rows?.filter((row) => row.number > known) ?? [];
    const theirs = fresh.filter((row) => row.writer === 'customer');
    if (contact && theirs.length) say('polite', t('talk.said', { name: this.#customer(contact), text: lineOf(theirs[theirs.length - 1]) }));
    if (this.#stick || fresh.some((row) => row.agent === this.store?.desk.me?.id)) {
      feed.scrollTop = feed.scrollHeight;
      this.#stick = true;
    } else {
      this.below += theirs.length;
    }
  }

  #toEnd() {
    const feed = this.#feed;
    if (feed) feed.scrollTop = feed.scrollHeight;
    this.below = 0;
  }

  /** Whether the agent is at the end of the column, where new messages scroll into view. @param {HTMLElement} feed */
  #look(feed) {
    this.#top = feed.scrollTop;
    this.#stick = feed.scrollHeight - feed.scrollTop - feed.clientHeight < AT_END;
  }

  #scrolled() {
    const feed = this.#feed;
    if (!feed) return;
    this.#look(feed);
    if (this.#stick && this.below) this.below = 0;
    if (feed.scrollTop < NEAR_TOP && this.talk && this.writing && this.talk.rows) this.writing.older(this.talk);
  }
}
customElements.define('tandem-written', Written);
