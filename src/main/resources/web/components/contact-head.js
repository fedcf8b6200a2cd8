// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { kbd } from '../lib/kbd.js';
import { clock } from '../lib/time.js';
import { count, ofChannel, t } from '../lib/text.js';
import { keyOf } from '../state/keys.js';
import { canFinish, caseOf, stepsOf } from '../state/desk.js';
import { offerIcon, stateIcon } from './header.js';
import { TONES } from './work-list.js';
import './timer.js';

/**
 * Who the contact is, its state and what can be done with it; below, its steps or the facts of a written conversation.
 *
 * @typedef {import('../state/desk.js').Contact} Contact
 * @typedef {import('../state/talks.js').Talk} Talk
 * @typedef {(type: string, detail: object) => void} Send
 */

/** @param {import('../state/desk.js').Offer} offer @param {string} name */
export const offerHead = (offer, name) => html`<div class="head"><h1>${name}</h1>
    <span class="pill offer">${icon(offerIcon(offer.channel))}${ofChannel('presence.offered', offer.channel)}</span><span class="muted">${cameIn(offer)}</span></div>`;

/** The channel and the queue. @param {{ channel: string, queue_name: string }} contact */
const cameIn = ({ channel, queue_name: queue }) => t('channel.queue', { channel: ofChannel('channel', channel), queue });

/**
 * @param {{ contact: Contact, title: string, limit: number, finishing: boolean, transferring: boolean, send: Send }} show
 *   `limit` is the time for the wrap-up in ms, 0 if there is none
 */
export function contactHead({ contact, title, limit, finishing, transferring, send }) {
  const held = contact.state === 'held';
  const talking = held || contact.state === 'connected';
  const late = contact.state === 'wrap_up' && limit > 0 && performance.now() - contact.since > limit;
  const live = contact.channel === 'call' || contact.channel === 'chat';
  const finishable = canFinish(contact);
  return html`<div class="head" data-testid="contact" data-contact=${contact.id} data-state=${contact.state} data-channel=${contact.channel}>
    <h1 tabindex="-1" id="contact-name" title=${title}>${title}</h1>
    <span class="pill ${TONES[contact.state]}">${icon(stateIcon(contact.state, contact.channel))}<span class="what">${ofChannel(`contact.${contact.state}`, contact.channel)}</span>
      <tandem-timer class="num" .since=${contact.since}></tandem-timer></span>
    ${late ? html`<span class="pill warn" data-testid="wrap-late">${icon('warn')}${t('wrap.late', { limit: clock(limit) })}</span>` : nothing}
    <span class="grow"></span>
    <button class="narrow-only" data-testid="customer-toggle" @click=${() => send('drawer', {})}>${icon('user')}${t('customer.title')}</button>
    ${contact.state === 'wrap_up'
      ? nothing
      : html`<button data-testid="transfer-open" aria-expanded=${transferring} aria-disabled=${!talking} title=${talking ? '' : t('transfer.not_yet')}
          @click=${() => talking && send('transfer', {})}>${icon('swap')}${t('transfer.open')}</button>
        ${live ? html`<button data-testid="hold" aria-keyshortcuts=${keyOf('hold')} aria-pressed=${held} aria-disabled=${!talking} title=${talking ? '' : t('hold.not_yet')}
          @click=${() => talking && send('hold', contact)}>${icon(held ? 'play' : 'pause')}${t(held ? 'hold.resume' : 'hold.hold')} ${kbd('hold')}</button>` : nothing}`}
    ${contact.channel === 'call' && contact.state !== 'wrap_up'
      ? html`<button data-testid="hang-up" aria-disabled=${!talking} title=${t(talking ? 'hangup.hint' : 'hangup.not_yet')} @click=${() => talking && send('hang-up', contact)}>${icon('hangup')}<span class="word">${t('hangup.open')}</span></button>`
      : nothing}
    ${finishing ? nothing : html`<button class="pri" data-testid="finish" aria-keyshortcuts=${keyOf('finish')} aria-disabled=${!finishable} title=${finishable ? '' : t('finish.not_yet')}
          @click=${() => finishable && send('finish', contact)}>${t('finish.open')} ${kbd('finish')}</button>`}
  </div>`;
}

/** The steps of a call, the queue that it came in by, and how long it waited. @param {import('../state/desk.js').Desk} desk @param {Contact} contact */
export function contactSteps(desk, contact) {
  const steps = stepsOf(desk, contact);
  const now = steps.indexOf(contact.state === 'held' ? 'connected' : contact.state);
  return html`<ol class="steps" aria-label=${t('steps.label')}>${steps.map((step, i) => html`<li class=${i < now ? 'past' : i === now ? 'here' : ''} aria-current=${i === now ? 'step' : nothing}>${i < now ? icon('check') : icon('circle')}${ofChannel(`steps.${step}`, contact.channel)}</li>`)}
    <li class="facts muted"><span class="cut" title=${cameIn(contact)}>${cameIn(contact)}</span><span>${t('contact.waited', { time: clock(contact.waited_ms) })}</span></li></ol>`;
}

/** The line below the head of a written conversation. What comes late stands at its end, so that nothing moves. @param {import('../state/desk.js').Desk} desk @param {Contact} contact @param {Talk | undefined} talk @param {string} name */
export function talkFacts(desk, contact, talk, name) {
  const viewers = talk?.viewers.filter((one) => one.agent !== desk.me?.id) ?? [];
  const pop = desk.pops[contact.id];
  const id = caseOf(contact, pop);
  const number = pop?.cases.find((one) => one.id === id)?.number ?? pop?.timeline.find((one) => one.case === id)?.case_number;
  return html`<div class="meta muted">
    <span>${cameIn(contact)}</span>
    ${contact.channel === 'email' ? html`<span>${name}</span>` : nothing}
    ${talk ? html`<span class="messages num">${count('talk.messages', talk.messages)}</span>` : nothing}
    ${talk?.waits === undefined ? nothing : html`<span>${icon('clock')}${t('talk.waits')} <tandem-timer class="num" .since=${talk.waits}></tandem-timer></span>`}
    ${number ? html`<span>${t('case.title', { number })}</span>` : nothing}
    ${viewers.map((one) => html`<span class="viewer" data-testid="viewer" data-state=${one.state}>${icon(one.state === 'writing' ? 'pen' : one.state === 'away' ? 'moon' : 'eye')}${t(`viewer.${one.state}`, { name: one.name })}</span>`)}</div>`;
}
