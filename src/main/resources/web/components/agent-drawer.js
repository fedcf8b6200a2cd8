// @ts-check
import { html, nothing } from 'lit';
import { alerts } from 'texts/alerts.js';
import { queue } from 'texts/queue.js';
import { channelIcon, icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { know, ofChannel, rich, t, word } from '../lib/text.js';
import { isGivable } from './supervise.js';
import './timer.js';

know(queue);
know(alerts);

/** What an agent has, and what a supervisor can do for them. */
class AgentDrawer extends Part {
  static properties = { agent: {}, board: {}, shown: {}, stale: {}, acting: { state: true } };

  constructor() {
    super();
    /** @type {import('../state/wall.js').Agent | undefined} */
    this.agent = undefined;
    /** @type {import('../state/wall.js').Wallboard | undefined} */
    this.board = undefined;
    /** The time for which the board is shown. */
    this.shown = 0;
    this.stale = false;
    /** What is being done: `presence`, or a contact. */
    this.acting = '';
  }

  /** A form that is open is about one agent. @param {Map<string, any>} changed */
  willUpdate(changed) {
    if (changed.get('agent') && changed.get('agent').id !== this.agent?.id) this.acting = '';
  }

  firstUpdated() {
    /** @type {HTMLElement | null} */ (this.querySelector('h2'))?.focus();
  }

  render() {
    const { agent, board } = this;
    if (!agent || !board) return nothing;
    const present = agent.reason ? `not_ready ${agent.reason}` : agent.state;
    const stands = [
      { value: 'ready', name: t('presence.ready') },
      ...board.reasons.map((one) => ({ value: `not_ready ${one.id}`, name: one.name })),
      { value: 'offline', name: t('presence.offline') },
    ].filter((one) => agent.next || one.value !== present);
    return html`<section class="drawer" aria-labelledby="agent-title" data-testid="agent-drawer">
      <header><h2 id="agent-title" tabindex="-1">${icon('user')}<bdi>${agent.name}</bdi></h2>
        <button class="quiet" data-testid="drawer-close" title=${t('queue.close')} aria-label=${t('queue.close')} @click=${this.#close}>${icon('close')}</button></header>
      <p>${rich('agent.state', { state: agent.lost ? t('wall.lost') : agent.reason_name ?? word(`presence.${agent.state}`, t('agent.working')), time: this.#timer(agent.since_ms) })}</p>
      ${agent.next ? html`<p class="muted">${t('wall.next', { state: agent.next.reason_name ?? word(`presence.${agent.next.state}`, agent.next.state) })}</p>` : nothing}
      ${this.acting === 'presence' ? html`<tandem-act .label=${t('agent.change')} .hint=${t(isGivable(board, agent.reason) ? 'act.hint' : 'act.hint_for_good')} .choices=${stands} @acted=${(/** @type {CustomEvent} */ event) => this.#stand(agent, event.detail)}></tandem-act>`
        : html`<div><button data-testid="act-presence" data-of="presence" @click=${() => (this.acting = 'presence')}>${icon('swap')}${t('agent.change_open')}</button></div>`}
      <h3>${t('agent.work')}</h3>
      ${agent.work.length ? html`<ul class="rows" tabindex="0" aria-label=${t('agent.work')}>${agent.work.map((one) => this.#work(agent, one, board))}</ul>` : html`<p class="muted">${t('agent.idle')}</p>`}
    </section>`;
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    focusBack(this, changed);
  }

  /** @param {import('../state/wall.js').Agent} agent @param {import('../state/wall.js').Work} one @param {import('../state/wall.js').Wallboard} board */
  #work(agent, one, board) {
    const queue = board.queues.find((other) => other.id === one.queue)?.name ?? one.queue;
    return html`<li data-testid="work-${one.contact}"><div class="what"><strong>${icon(channelIcon(one.channel))} <bdi>${queue}</bdi></strong>
      <span class="times">${ofChannel(one.state === 'offered' ? 'presence.offered' : `contact.${one.state}`, one.channel)} ${this.#timer(one.since_ms)}</span>
      <div class="acts">${actsOf(one.state, { id: one.contact, who: agent.name, where: queue }, this.acting === one.contact, (open) => (this.acting = open ? one.contact : ''))}</div></div></li>`;
  }

  /** @param {import('../state/wall.js').Agent} agent @param {{ to: string, name: string, why: string } | undefined} asked */
  #stand(agent, asked) {
    this.acting = '';
    if (!asked) return;
    const [state, reason] = asked.to.split(' ');
    supervise(this, { kind: 'presence', agent: agent.id, state: reason ? { state, reason } : { state }, why: asked.why, who: agent.name, where: asked.name });
  }

  /** @param {number} ms */
  #timer(ms) {
    return html`<tandem-timer class="num" .since=${this.shown - ms} .stopped=${this.stale ? this.shown : undefined}></tandem-timer>`;
  }

  #close() {
    this.dispatchEvent(new CustomEvent('drawer-close', { bubbles: true }));
  }
}
customElements.define('tandem-agent-drawer', AgentDrawer);

/** Where a form of an act was, the focus goes back to what opened it. @param {import('lit').LitElement & { acting: string }} part @param {Map<string, unknown>} changed */
export function focusBack(part, changed) {
  const before = changed.get('acting');
  if (!before || part.acting || (document.activeElement && document.activeElement !== document.body)) return;
  /** @type {HTMLElement | null} */ (part.querySelector(`[data-of="${before}"]`) ?? part.querySelector('h2'))?.focus();
}

/** Asks the wallboard to carry out an act. @param {Element} from @param {import('./supervise.js').Act} act */
export const supervise = (from, act) => from.dispatchEvent(new CustomEvent('supervise', { detail: act, bubbles: true }));

/** The acts that end. @type {Record<string, 'take-back' | 'end-wrap-up'>} */
const ENDS = { connected: 'take-back', held: 'take-back', wrap_up: 'end-wrap-up' };

/**
 * What can be done with a contact that an agent has.
 * @param {string} state @param {{ id: string, who: string, where: string }} contact @param {boolean} isOpen @param {(open: boolean) => void} open
 */
export function actsOf(state, { id, who, where }, isOpen, open) {
  const kind = ENDS[state];
  if (!kind) return nothing;
  if (!isOpen) return html`<button class="small" data-testid="act-${kind}" data-of=${id} @click=${() => open(true)}>${icon(kind === 'take-back' ? 'reply' : 'check')}${t(`act.${kind}`)}</button>`;
  return html`<tandem-act .label=${t(`act.${kind}`)} .hint=${t(`act.${kind}.hint`)} @acted=${(/** @type {CustomEvent} */ event) => {
    open(false);
    if (event.detail) supervise(/** @type {Element} */ (event.target).closest('section') ?? document.body, { kind, contact: id, why: event.detail.why, who, where });
  }}></tandem-act>`;
}
