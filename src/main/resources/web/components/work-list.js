// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { channelIcon, icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { count, ofChannel, t } from '../lib/text.js';
import { work } from '../state/desk.js';
import { stateIcon } from './header.js';
import './timer.js';

export const TONES = { connecting: 'offer', connected: 'busy', held: 'pause', wrap_up: 'wrap', closed: 'pause' };

/** The agent's contacts, the longest waiting first. */
class WorkList extends Part {
  static properties = { desk: {}, selected: {} };

  constructor() {
    super();
    /** @type {import('../state/desk.js').Desk | undefined} */
    this.desk = undefined;
    this.selected = '';
  }

  render() {
    if (!this.desk) return nothing;
    const held = work(this.desk);
    return html`<div class="cards">
      <h2>${t('work.title')}<span class="muted num">${held.length ? count('work.held', held.length) : ''}</span></h2>
      ${held.length ? html`<ul>${repeat(held, (one) => one.id, (one) => this.#card(one))}</ul>` : html`<p class="none">${t('work.none')}</p>`}
    </div>`;
  }

  /** @param {import('../state/desk.js').Contact} contact */
  #card(contact) {
    const pop = this.desk?.pops[contact.id];
    return html`<li><button class="card" aria-current=${contact.id === this.selected} data-testid="work" data-contact=${contact.id}
      @click=${() => this.dispatchEvent(new CustomEvent('choose-work', { detail: contact.id, bubbles: true }))}>
      <span class="row"><b>${pop?.customer.name || ofChannel('offer.unknown_yet', contact.channel)}</b>
        <span class="pill ${TONES[contact.state]}">${icon(stateIcon(contact.state, contact.channel))}${ofChannel(`contact.${contact.state}`, contact.channel, {}, contact.state)}</span></span>
      <span class="row muted"><span class="of">${icon(channelIcon(contact.channel))}<span class="sr">${ofChannel('channel', contact.channel)}</span><span>${contact.queue_name}</span></span><tandem-timer class="num" .since=${contact.since}></tandem-timer></span>
    </button></li>`;
  }
}
customElements.define('tandem-work', WorkList);
