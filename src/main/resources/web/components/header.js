// @ts-check
import { html, nothing } from 'lit';
import { channelIcon, icon } from '../lib/icons.js';
import { MenuPart } from '../lib/menu.js';
import { ofChannel, t, term } from '../lib/text.js';
import { keyOf } from '../state/keys.js';
import { doing, OWN_REASONS } from '../state/desk.js';
import './timer.js';

/** @type {Record<string, import('../lib/icons.js').Icon>} */
const STATE_ICONS = { ready: 'circle', offline: 'cut', not_ready: 'pause', held: 'pause', wrap_up: 'pen' };

/** The drawing of a state, or of the channel on which an agent is busy. @param {string} state @param {string | undefined} channel */
export const stateIcon = (state, channel) => STATE_ICONS[state] ?? (state === 'offered' ? offerIcon(channel) : channelIcon(channel));

/** The drawing of an offer: a bell for a call. @param {string | undefined} channel @returns {import('../lib/icons.js').Icon} */
export const offerIcon = (channel) => (channel === 'call' ? 'ring' : channelIcon(channel));

/** The agent's state, the presence that they asked for, and the state of the connection. */
class Header extends MenuPart {
  static properties = { ...MenuPart.properties, desk: {}, line: {}, muted: {} };

  constructor() {
    super();
    /** @type {import('../state/desk.js').Desk | undefined} */
    this.desk = undefined;
    this.line = { state: 'connecting', since: 0 };
    this.muted = false;
  }

  render() {
    const { desk } = this;
    if (!desk) return nothing;
    const now = doing(desk);
    const { presence } = desk;
    const name = this.#name(now.state, presence.reason, now.channel);
    const next = presence.next && t('next.after', { state: this.#name(presence.next.state, presence.next.reason) });
    const away = presence.state !== 'ready' && presence.next?.state !== 'ready';
    return html`<header aria-label=${desk.me?.name ?? nothing}>
      <a class="mark" href="/" title=${t('home')} aria-label=${t('home')} data-testid="go-home"><img src="/web/styles/tandem.svg" alt="" width="24" height="24" /><b>Tandem</b></a>
      <span class="pill ${now.tone} big" title=${name} data-testid="presence" data-state=${now.state} data-asked=${presence.state}>
        ${icon(stateIcon(now.state, now.channel))}<span>${name}</span>
        <tandem-timer class="num" .since=${now.since}></tandem-timer>
      </span>
      <div class="menu">
        <button aria-expanded=${this.open} aria-controls="states" title=${t('presence.change')} data-testid="change-status" @click=${() => (this.open = !this.open)}
          @keydown=${this.step}><span>${t('presence.change')}</span>${icon('down')}</button>
        ${this.open ? this.#menu() : nothing}
      </div>
      ${next ? html`<span class="chip next" data-testid="next" title=${next}>${icon('clock')}<span>${next}</span></span>` : nothing}
      ${away && desk.me
        ? html`<button class="pri" data-testid="go-ready" @click=${() => this.#ask('ready')}>${t('presence.go_ready')}</button>`
        : nothing}
      <span class="grow"></span>
      ${this.muted ? html`<button class="chip warn" title=${t('sound.off')} data-testid="sound-off" @click=${() => this.#send('unlock', {})}>${icon('sound')}<span>${t('sound.off')}</span></button>` : nothing}
      ${desk.practice ? html`<span class="chip" data-testid="practice" title=${t('practice.hint')}>${icon('phone')}<span>${t('practice')}</span></span>` : nothing}
      ${this.#badge()}
      <span class="who"><span class="face" aria-hidden="true">${initials(desk.me?.name ?? '')}</span>
        <span class="stack"><b data-testid="me">${desk.me?.name}</b><small class="muted">${desk.me?.department_name}</small></span></span>
      <button class="quiet" data-testid="find" aria-keyshortcuts=${keyOf('find')} title=${t('keys.find')} aria-label=${t('keys.find')} @click=${() => this.#send('find', {})}>${icon('search')}</button>
      <span class="tools"><tandem-language></tandem-language><tandem-theme></tandem-theme>
        <button class="quiet" data-testid="log-out" title=${t('logout')} aria-label=${t('logout')} @click=${() => this.#send('logout', {})}>${icon('out')}</button></span>
    </header>`;
  }

  #menu() {
    const reasons = this.desk?.floor.reasons.filter((reason) => !OWN_REASONS.includes(reason.id)) ?? [];
    return html`<ul id="states" class="sheet" @keydown=${this.step}>
      <li><button data-testid="state-ready" @click=${() => this.#ask('ready')}>${icon('circle')}${t('presence.ready')}</button></li>
      ${reasons.map((reason) => html`<li><button data-testid="state-${reason.id}" @click=${() => this.#ask('not_ready', reason.id)}>${icon('pause')}${reason.name}</button></li>`)}
      <li class="line"><button data-testid="state-offline" @click=${() => this.#ask('offline')}>${icon('cut')}${t('presence.offline')}</button></li>
    </ul>`;
  }

  #badge() {
    const { state } = this.line;
    const live = state === 'live';
    const name = t(live ? 'line.live' : state === 'lost' ? 'line.lost' : 'line.connecting');
    return html`<span class="pill ${live ? 'ready' : 'warn'}" title=${name} data-testid="line" data-line=${state}>${icon(live ? 'live' : 'cut')}<span>${name}</span></span>`;
  }

  /** @param {string} state @param {string} [reason] @param {string} [channel] */
  #name(state, reason, channel) {
    if (state !== 'not_ready') return ofChannel(`presence.${state}`, channel);
    if (!reason) return t('presence.not_ready');
    if (OWN_REASONS.includes(reason)) return t(/** @type {import('../lib/text.js').Key} */ (`presence.${reason}`)); // short enough for the pill
    return this.desk?.floor.reasons.find((one) => one.id === reason)?.name ?? term('reason', reason);
  }

  /** @param {string} state @param {string} [reason] */
  #ask(state, reason) {
    this.close();
    this.#send('presence', { state, reason });
  }

  /** @param {string} type @param {object} detail */
  #send(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
customElements.define('tandem-header', Header);

/** @param {string} name */
export const initials = (name) =>
  name.split(/\s+/).filter((part) => /^\p{Lu}/u.test(part)).map((part) => part[0]).slice(0, 2).join('') || name.slice(0, 1).toUpperCase();
