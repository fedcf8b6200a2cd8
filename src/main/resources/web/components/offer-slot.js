// @ts-check
import { html, nothing } from 'lit';
import { told } from 'texts/told.js';
import { channelIcon, icon } from '../lib/icons.js';
import { kbd } from '../lib/kbd.js';
import { Part } from '../lib/part.js';
import { serverNow } from '../lib/server-time.js';
import { ago } from '../lib/time.js';
import { count, know, ofChannel, t, term, word } from '../lib/text.js';
import { keyOf } from '../state/keys.js';
import { entriesBefore, nameOf, talkOf } from '../state/desk.js';
import { alreadyGiven } from '../state/remedies.js';
import { offerIcon } from './header.js';
import './timer.js';

know(told);

/** The text about an offer that was not missed, by the reason of its end. @type {Record<string, string>} */
const WITHDRAWN = { customer_left: 'offer.left', unshown: 'offer.unshown', joined: 'offer.joined', moved: 'offer.moved' };

/** The offer, the missed offer, or neither. Its height is always the same, so nothing below it moves. */
class OfferSlot extends Part {
  static properties = { desk: {}, accepting: {}, problem: {}, asks: {} };

  constructor() {
    super();
    /** @type {import('../state/desk.js').Desk | undefined} */
    this.desk = undefined;
    this.accepting = '';
    this.problem = '';
    /** Whether the agent can be asked about notifications. */
    this.asks = false;
  }

  render() {
    const { desk } = this;
    if (!desk) return nothing;
    const [offer, ...more] = desk.offers;
    if (offer) return html`<div class="slot">${this.#offer(offer, more.length)}</div>`;
    if (desk.missed) return html`<div class="slot">${this.#missed(desk.missed)}</div>`;
    if (desk.unreached) return html`<div class="slot">${this.#unreached(desk.unreached)}</div>`;
    if (desk.told.length) return html`<div class="slot">${this.#told(desk.told[0])}</div>`;
    return html`<div class="slot"><div class="ghost">
      ${this.problem ? this.#refused() : desk.withdrawn
        ? html`<p>${icon(channelIcon(desk.withdrawn.channel))} ${sentence(withdrawnText(desk.withdrawn))}</p>`
        : html`<p><b>${t('offer.none')}</b><br /> ${t('offer.none_hint')}</p>`}
      <div class="bar"><button class="small" @click=${() => this.#send('test-tone')}>${icon('sound')}${t('offer.test_tone')}</button>
        ${this.asks ? html`<button class="small" data-testid="notify" title=${t('offer.notify_hint')} @click=${() => this.#send('notify')}>${icon('ring')}${t('offer.notify')}</button>` : nothing}</div>
    </div></div>`;
  }

  /** @param {import('../state/desk.js').Offer} offer @param {number} more */
  #offer(offer, more) {
    const pop = this.desk?.pops[offer.contact];
    const { channel, queue_name: queue } = offer;
    const from = pop?.from ? (pop.from.point ?? pop.from.as_came ?? (offer.conversation ? '' : t('caller.withheld'))) : '';
    const line = this.desk && talkOf(this.desk, offer)?.last?.line;
    const accepting = this.accepting === offer.id;
    return html`<div class="ringing" role="group" aria-label=${ofChannel('offer.label', channel, { queue })} data-testid="offer" data-offer=${offer.id}>
      <tandem-drain .span=${{ until: offer.until, whole: offer.whole }}></tandem-drain>
      <div class="top"><strong>${icon(offerIcon(channel))} ${t('channel.queue', { channel: ofChannel('channel', channel), queue })}</strong>
        <tandem-timer class="num left" .until=${offer.until}></tandem-timer></div>
      <div class="caller"><b>${this.desk && nameOf(this.desk, offer, offer.contact)}</b><span class="num" data-testid="offer-number"><bdi>${from}</bdi></span></div>
      <div class="hint first">${this.problem || (pop ? hint(pop, offer.contact) : ofChannel('offer.loading', channel))}</div>
      <div class="hint"><span>${t('offer.waited')}</span><tandem-timer class="num" .since=${offer.arrived}></tandem-timer>${line ? html`<span>·</span><span class="cut">“${line}”</span>` : nothing}${more ? html`<span>·</span><span class="cut">${count('offer.more', more)}</span>` : nothing}</div>
      <div class="two">
        <button class="pri" data-testid="accept" aria-keyshortcuts=${keyOf('accept')} aria-disabled=${accepting} @click=${() => this.#send('accept', offer)}>
          ${accepting ? t('offer.accepting') : html`${t('offer.accept')} ${kbd('accept')}`}</button>
        <button data-testid="decline" aria-disabled=${accepting} @click=${() => this.#send('decline', offer)}>${t('offer.decline')}</button>
      </div>
    </div>`;
  }

  /** What a supervisor did, and why. @param {import('../state/desk.js').Told} told */
  #told(told) {
    return html`<div class="missed told" data-testid="told">
      <strong>${icon('user')}<span>${toldText(told)}</span></strong>
      <p tabindex="0">${t('told.why', { why: told.why })}</p>
      <div class="bar">${told.act === 'wrap_up_ended' ? html`<button data-testid="told-outcome" @click=${() => this.#send('late-outcome', told)}>${t('told.outcome')}</button>` : nothing}
        <button data-testid="told-read" @click=${() => this.#send('told-read', told)}>${t('told.read')}</button></div>
    </div>`;
  }

  /** @param {{ at: number, name: string }} missed */
  #missed(missed) {
    return html`<div class="missed" data-testid="missed">
      <strong>${icon('warn')}${t('missed.title', { ago: ago(performance.now() - missed.at) })}</strong>
      <p>${this.problem ? this.#refused() : missed.name ? t('missed.who', { name: missed.name }) : t('missed.next')}</p>
      ${this.#goReady()}
    </div>`;
  }

  /** Why the call is gone, and what helps. @param {{ why: string, name: string }} unreached */
  #unreached({ why, name }) {
    return html`<div class="missed" data-testid="unreached">
      <strong>${icon('warn')}${why ? t('unreached.title', { why: term('bridge', why) }) : t('reason.bridge_failed')}</strong>
      <p>${this.problem ? this.#refused() : t(name ? 'unreached.who' : 'unreached.next', { name })}</p>
      ${this.#goReady()}
    </div>`;
  }

  #goReady() {
    return html`<button class="pri wide" @click=${() => this.#send('presence', { state: 'ready' })}>${t('presence.go_ready')}</button>`;
  }

  #refused() {
    return html`<span class="problem" data-testid="refused">${icon('warn')}${this.problem}</span>`;
  }

  updated() {
    // "12 s ago" changes with time alone.
    window.clearTimeout(this.again);
    if (this.desk?.missed && !this.desk.offers.length) this.again = window.setTimeout(() => this.requestUpdate(), 1000);
  }

  /** @type {number | undefined} */
  again;

  /** @param {string} type @param {object} [detail] */
  #send(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
customElements.define('tandem-offer', OfferSlot);

/** @param {import('../state/desk.js').Told} told */
export const toldText = ({ act, by }) => word(`told.${act}`, act, { by });

/** @param {NonNullable<import('../state/desk.js').Desk['withdrawn']>} withdrawn */
const withdrawnText = ({ why, name, channel }) =>
  ofChannel(WITHDRAWN[why] ?? 'offer.left', channel, { name: name || ofChannel('offer.customer', channel) });

/** @param {string} text */
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Whether this contact itself has opened the case, before its history was read. @param {import('../api/types.js').Pop} pop @param {string} id @param {string} contact */
function isNew(pop, id, contact) {
  const entries = pop.timeline.filter((entry) => entry.case === id);
  return entries.length > 0 && entries.every((entry) => entry.contact === contact);
}

/** The most important fact about the customer before the agent accepts. @param {import('../api/types.js').Pop} pop @param {string} contact */
function hint(pop, contact) {
  const [given] = alreadyGiven(pop, undefined, serverNow());
  if (given) return html`<span class="done">${icon('shield')} ${t('offer.given', { what: given.kind_name, who: given.agent_name ?? given.recorded_by ?? given.department_name ?? '' })}</span>`;
  if (pop.customer.provisional && pop.candidates.length) return t('offer.candidates', { n: pop.candidates.length });
  const open = pop.cases.find((one) => (one.state === 'open' || one.state === 'waiting') && !isNew(pop, one.id, contact));
  if (open) return t('offer.case', { number: open.number, subject: open.subject });
  const before = entriesBefore(pop, contact);
  return before ? count('offer.entries', before) : t('offer.first');
}
