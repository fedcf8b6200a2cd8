// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { alerts } from 'texts/alerts.js';
import { icon } from '../lib/icons.js';
import { Part, say } from '../lib/part.js';
import { ago, clock } from '../lib/time.js';
import { count, humanised, know, rich, t, word } from '../lib/text.js';
import { breaches, isAside, stillAside } from '../state/alerts.js';
import './timer.js';

know(alerts);

/** The subject of an alert; it is empty if a carrier did not say which number was called. @param {import('../state/wall.js').Alert} alert */
const alertText = ({ kind, subject }) => {
  const text = word(`alert.${kind}`, humanised(kind), { subject });
  return subject.trim() ? text : word(`alert.${kind}.none`, text);
};

/** The alerts about contacts that wait in the default queue. */
const IN_DEFAULT_QUEUE = new Set(['unknown_number', 'inactive_queue']);

const MINUTE = 60_000;
/** The minutes for which an alert can be put aside. */
const SNOOZES = [5, 15, 60];
const ASIDE = 'tandem.wall.aside';

/** @returns {import('../state/alerts.js').Aside} */
const keptAside = () => {
  try {
    return JSON.parse(localStorage.getItem(ASIDE) ?? '{}');
  } catch {
    return {}; // somebody has written it by hand
  }
};

/** The alerts of the wallboard. */
class Alerts extends Part {
  static properties = { board: {}, at: {}, shown: {}, stale: {} };

  constructor() {
    super();
    /** The board as it is at the time shown. @type {import('../state/wall.js').Wallboard | undefined} */
    this.board = undefined;
    /** When the board came. */
    this.at = 0;
    /** The time for which figures are shown. */
    this.shown = 0;
    this.stale = false;
  }

  /** @type {Map<string, import('../state/alerts.js').Breach>} */
  breaches = new Map();
  /** Alerts that are not shown, kept in this browser. */
  aside = keptAside();
  /** @type {string[]} the alerts in the order in which they came: none moves because another comes */
  order = [];
  /** How many there were when somebody last saw the end of the list. */
  #seen = 0;
  /** Whether those are shown too. */
  asideShown = false;

  /** The alerts: what is wrong, since when, why, and what helps. Their place has one size, and they scroll in it. */
  render() {
    const { board } = this;
    if (!board) return nothing;
    const { queues } = board;
    if (!this.stale) this.breaches = breaches(this.breaches, queues, this.shown);
    const serverNow = Date.parse(board.at) + this.shown - this.at;
    const wrong = queues.filter((queue) => this.breaches.get(queue.id)?.shown);
    const all = [
      ...wrong.map((queue) => ({ key: `breach ${queue.id}`, last: /** @type {number | undefined} */ (undefined), body: (/** @type {boolean} */ aside) => this.#breached(queue, serverNow, aside) })),
      ...board.alerts.map((alert) => {
        const key = `${alert.kind} ${alert.subject}`;
        return { key, last: serverNow - alert.last_ms, body: (/** @type {boolean} */ aside) => this.#happened(alert, key, board.default_queue, serverNow, aside) };
      }),
    ].map((one) => ({ ...one, aside: isAside(this.aside, one.key, serverNow, one.last) }));
    if (!this.stale) this.#announce(wrong.filter((queue) => !isAside(this.aside, `breach ${queue.id}`, serverNow)));
    const aside = all.filter((one) => one.aside).length;
    this.order = [...this.order.filter((key) => all.some((one) => one.key === key)), ...all.map((one) => one.key).filter((key) => !this.order.includes(key))];
    const listed = all.filter((one) => this.asideShown || !one.aside).sort((a, b) => this.order.indexOf(a.key) - this.order.indexOf(b.key));
    return html`${aside ? html`<div class="aside"><span class="muted num">${count('alert.aside', aside)}</span><button class="link" data-testid="alerts-aside" aria-pressed=${this.asideShown} @click=${this.#showAside}>${t(this.asideShown ? 'alert.hide_aside' : 'alert.show_aside')}</button></div>` : nothing}
      <div class="list" tabindex="0" role="group" aria-labelledby="alerts">${listed.length ? repeat(listed, (one) => one.key, (one) => one.body(one.aside)) : html`<p class="muted">${t('alert.none')}</p>`}</div>`;
  }

  /** @param {import('../state/wall.js').Queue} queue @param {number} serverNow @param {boolean} aside */
  #breached(queue, serverNow, aside) {
    const since = this.breaches.get(queue.id)?.since ?? this.shown;
    return html`<div class="alert" data-testid="alert-breach"><strong>${icon('warn')}<span>${rich('alert.waiting', { queue: html`<bdi>${queue.name}</bdi>`, time: this.#running(queue.longest_ms ?? 0) })}</span></strong>
      <span class="since">${rich('alert.since', { time: this.#running(this.shown - since) })}</span>
      <span>${queue.ready ? count('alert.ready', queue.ready) : t('alert.nobody', { busy: queue.busy, wrap: queue.wrap_up })}</span>
      <div class="bar"><button class="small" data-testid="alert-open" @click=${() => this.#open(queue.id)}>${t('alert.open')}</button>${this.#snooze(`breach ${queue.id}`, queue.name, serverNow, aside)}</div></div>`;
  }

  /** @param {import('../state/wall.js').Alert} alert @param {string} key @param {string | undefined} defaultQueue @param {number} serverNow @param {boolean} aside */
  #happened(alert, key, defaultQueue, serverNow, aside) {
    const inQueue = defaultQueue && IN_DEFAULT_QUEUE.has(alert.kind) && this.board?.queues.some((queue) => queue.id === defaultQueue);
    return html`<div class="alert warn" data-testid="alert-${alert.kind}"><strong>${icon('warn')}<span>${alertText(alert)}</span></strong>
      <span class="since">${alert.times > 1 ? t('alert.often', { n: alert.times, first: ago(alert.since_ms), last: ago(alert.last_ms) }) : t('alert.once', { last: ago(alert.last_ms) })}</span>
      <span>${word(`alert.${alert.kind}.why`, '')}</span>
      <div class="bar">${inQueue ? html`<button class="small" data-testid="alert-open" @click=${() => this.#open(defaultQueue)}>${t('alert.open_default')}</button>`
        : html`<button class="small" data-testid="alert-seen" title=${t('alert.seen_why')} @click=${() => this.#putAside(key, { seen: serverNow }, serverNow)}>${icon('check')}${t('alert.seen')}</button>`}${this.#snooze(key, alertText(alert), serverNow, aside)}</div></div>`;
  }

  /** @param {string} key @param {string} what @param {number} serverNow @param {boolean} aside */
  #snooze(key, what, serverNow, aside) {
    if (aside) return html`<button class="small" data-testid="snooze-end" @click=${() => this.#putAside(key, {}, serverNow)}>${t('alert.snooze_end')}</button>`;
    return html`<select class="small" data-testid="snooze" aria-label=${t('alert.snooze_what', { what })} @change=${(/** @type {any} */ event) => {
      this.#putAside(key, { until: serverNow + Number(event.target.value) * MINUTE }, serverNow);
      event.target.value = '';
    }}><option value="" selected>${t('alert.snooze')}</option>${SNOOZES.map((n) => html`<option value=${n}>${t('alert.snooze_for', { n })}</option>`)}</select>`;
  }

  /** @param {string} key @param {{ until?: number, seen?: number }} how @param {number} serverNow */
  #putAside(key, how, serverNow) {
    this.aside = stillAside({ ...this.aside, [key]: how }, serverNow);
    localStorage.setItem(ASIDE, JSON.stringify(this.aside));
    this.requestUpdate();
    /** @type {HTMLElement | null} */ (this.querySelector('.list'))?.focus();
  }

  #showAside() {
    this.asideShown = !this.asideShown;
    this.requestUpdate();
  }

  /** The newest one comes into view, unless somebody is just reading others. */
  updated() {
    const list = this.querySelector('.list');
    if (list && this.order.length > this.#seen && !this.matches(':hover, :focus-within')) list.scrollTop = list.scrollHeight;
    this.#seen = this.order.length;
  }

  #told = '';

  /** @param {import('../state/wall.js').Queue[]} wrong */
  #announce(wrong) {
    const names = wrong.map((queue) => queue.name).join(', ');
    if (names !== this.#told && names) say('polite', wrong.map((queue) => t('alert.waiting', { queue: queue.name, time: clock(queue.longest_ms ?? 0) })).join('. '));
    this.#told = names;
  }

  /** A time that runs on between two messages, and stops when no more come. @param {number} ms */
  #running(ms) {
    return html`<tandem-timer class="num" .since=${this.shown - ms} .stopped=${this.stale ? this.shown : undefined}></tandem-timer>`;
  }

  /** @param {string | undefined} queue */
  #open(queue) {
    this.dispatchEvent(new CustomEvent('open-queue', { detail: queue, bubbles: true }));
  }
}
customElements.define('tandem-alerts', Alerts);
