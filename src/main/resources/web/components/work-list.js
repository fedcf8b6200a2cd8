// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { channelIcon, icon } from '../lib/icons.js';
import { kbd } from '../lib/kbd.js';
import { Part } from '../lib/part.js';
import { serverNow } from '../lib/server-time.js';
import { count, ofChannel, t } from '../lib/text.js';
import { minute } from '../lib/time.js';
import { nameOf, talkOf, work } from '../state/desk.js';
import { types } from '../state/talks.js';
import { stateIcon } from './header.js';
import './timer.js';

export const TONES = { connecting: 'offer', connected: 'busy', held: 'pause', wrap_up: 'wrap', closed: 'pause' };

/** The agent's contacts of all channels, those first whose customers wait longest for an answer. */
class WorkList extends Part {
  static properties = { desk: {}, selected: {}, drafts: {}, version: {} };

  constructor() {
    super();
    /** @type {import('../state/desk.js').Desk | undefined} */
    this.desk = undefined;
    this.selected = '';
    /** @type {import('../state/drafts.js').Drafts | undefined} */
    this.drafts = undefined;
  }

  render() {
    if (!this.desk) return nothing;
    const held = work(this.desk);
    return html`<div class="cards">
      <h2>${t('work.title')}<span class="muted num">${held.length ? t('work.order', { n: held.length }) : ''}</span></h2>
      ${held.length ? html`<ul>${repeat(held, (one) => one.id, (one) => this.#card(one))}</ul>` : html`<p class="none">${t('work.none')}</p>`}
      ${held.length > 1 && kbd('next') !== nothing ? html`<p class="none">${kbd('previous')} ${kbd('next')} ${t('work.keys')}</p>` : nothing}
    </div>`;
  }

  /** @param {import('../state/desk.js').Contact} contact */
  #card(contact) {
    const { desk } = this;
    if (!desk) return nothing;
    const talk = talkOf(desk, contact);
    const shown = contact.conversation ? this.#written(contact, talk) : {
      pill: html`<span class="pill ${TONES[contact.state]}">${icon(stateIcon(contact.state, contact.channel))}${ofChannel(`contact.${contact.state}`, contact.channel)}</span>`,
      line: contact.queue_name,
      end: html`<tandem-timer class="num" .since=${contact.since}></tandem-timer>`,
    };
    return html`<li><button class="card" aria-current=${contact.id === this.selected} data-testid="work" data-contact=${contact.id} data-channel=${contact.channel}
      @click=${() => this.dispatchEvent(new CustomEvent('choose-work', { detail: contact.id, bubbles: true }))}>
      <span class="row"><b>${nameOf(desk, contact)}</b>
        ${talk?.unread ? html`<span class="count num" data-testid="unread">${talk.unread}<span class="sr"> ${count('work.unread', talk.unread)}</span></span>` : nothing}<span class="grow"></span>${shown.pill}</span>
      <span class="row muted"><span class="of">${icon(channelIcon(contact.channel))}<span>${ofChannel('channel', contact.channel)}</span><span>·</span><span class="cut">${shown.line}</span></span><span class="end">${shown.end}</span></span>
    </button></li>`;
  }

  /** What the card of a written conversation shows: whose turn it is, the last message, and until when it should be answered. @param {import('../state/desk.js').Contact} contact @param {import('../state/talks.js').Talk | undefined} talk */
  #written(contact, talk) {
    const now = performance.now();
    const wraps = contact.state === 'wrap_up' || contact.state === 'held';
    const within = (this.desk?.floor.queues.find((queue) => queue.id === contact.queue)?.answer_within ?? 0) * 1000;
    const due = talk?.waits !== undefined && within && contact.channel !== 'chat' ? talk.waits + within : undefined;
    const time = due === undefined ? '' : minute(new Date(serverNow() + due - now).toISOString());
    const line = talk?.last?.line ?? contact.queue_name;
    const draft = this.drafts?.of(contact.id).reply;
    return {
      pill: wraps ? html`<span class="pill ${TONES[contact.state]}">${icon(stateIcon(contact.state, contact.channel))}${ofChannel(`contact.${contact.state}`, contact.channel)}</span>`
        : talk?.waits === undefined ? html`<span class="pill pause">${icon('check')}${t('work.answered')}</span>`
        : html`<span class="pill ${due !== undefined && due < now ? 'breach' : 'warn'}">${icon('clock')}<tandem-timer class="num" .since=${talk.waits}></tandem-timer></span>`,
      line: talk?.last && talk.last.writer !== 'customer' ? t('work.you_said', { line }) : line,
      end: types(talk, now) ? t('work.typing') : draft?.text ? html`${icon('pen')}${t('work.draft')}` : due !== undefined ? t(due < now ? 'work.late' : 'work.due', { time }) : talk?.waits === undefined ? '' : t('work.your_turn'),
    };
  }
}
customElements.define('tandem-work', WorkList);
