// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import '../i18n/en-wall.js';
import { logOut } from '../api/session.js';
import { WallStream } from '../api/wall-stream.js';
import { channelIcon, icon } from '../lib/icons.js';
import { Lazy, withSheet } from '../lib/lazy.js';
import { Part, say } from '../lib/part.js';
import { stand } from '../lib/stack.js';
import { ago, clock } from '../lib/time.js';
import { count, ofChannel, rich, t, word } from '../lib/text.js';
import { abandonRate, byChannel, byState, canLeave, leavable, later, levelTone, onFloor, SERVICE_LEVEL_TARGET, slowest, waitTone, worst } from '../state/wall.js';
import { coming } from '../components/coming.js';
import { spark, sparkText, twin } from '../components/spark.js';
import '../components/timer.js';

/** After this time without a message the figures become grey and their timers stop. */
const STALE_AFTER = 6_500;
const NONE = '–';

/** @type {Record<string, [string, import('../lib/icons.js').Icon]>} */
const AGENT_STATES = {
  ready: ['ready', 'circle'], offered: ['offer', 'ring'], busy: ['busy', 'people'],
  wrap_up: ['wrap', 'pen'], not_ready: ['pause', 'pause'], offline: ['pause', 'cut'],
};

/** @param {number | null | undefined} share */
const percent = (share) => (share === undefined || share === null ? NONE : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`);
/** @param {number | null | undefined} ms */
const time = (ms) => (ms === undefined || ms === null ? NONE : clock(ms));

/** The subject of an alert; it is empty if a carrier did not say which number was called. @param {import('../state/wall.js').Alert} alert */
const alertText = ({ kind, subject }) => {
  const text = word(`alert.${kind}`, kind, { subject });
  return subject.trim() ? text : word(`alert.${kind}.none`, text);
};

/** Whether keys typed there are text. @param {EventTarget | null} target */
const isField = (target) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

/** The supervisor's wallboard, which shows how old its figures are. */
class Wall extends Part {
  /** @type {import('../state/wall.js').Wallboard | undefined} */
  board;
  /** When the board came, and when the server last sent something. */
  at = 0;
  heard = 0;
  /** The time for which figures are shown: now, or when the server last sent something. */
  shown = 0;
  stale = false;
  /** @type {string[]} the order in which queues and agents first came */
  order = [];
  refused = '';
  /** @type {Set<string>} queues whose last hour is shown in numbers */
  opened = new Set();
  /** The place where canned replies are written; it stands in the board's place. */
  canning = new Lazy(() => withSheet(import('../components/canned.js'), '/web/styles/canned.css'), () => this.requestUpdate());
  cannedOpen = false;
  stream = new WallStream(
    (board) => {
      this.board = board;
      this.at = this.heard = performance.now();
      this.requestUpdate();
    },
    () => (this.heard = performance.now()),
    (why) => (this.refused = why),
  );

  connectedCallback() {
    super.connectedCallback();
    const theme = localStorage.getItem('tandem.wall.theme');
    if (theme) document.documentElement.dataset.theme = theme;
    this.stream.start();
    setInterval(() => this.requestUpdate(), 1_000);
    addEventListener('keydown', (event) => {
      if (event.key.toLowerCase() === 'f' && !event.ctrlKey && !event.altKey && !event.metaKey && !isField(event.target)) this.#full();
    });
    this.addEventListener('canned', () => this.#canned(false));
  }

  render() {
    const now = performance.now();
    const age = now - this.heard;
    this.stale = Boolean(this.board) && age > STALE_AFTER;
    this.shown = this.stale ? this.heard : now;
    const { stale } = this;
    const board = this.board && later(this.board, this.shown - this.at);
    return html`<main class="wall ${stale ? 'stale' : ''}" data-testid="wall" data-stale=${stale}>
      <header><a class="home" href="/" title=${t('home')} aria-label=${t('home')}><img src="/web/styles/tandem.svg" alt="" width="28" height="28" /></a><h1>${t('wall.title')}</h1><span class="muted">${t('wall.since')}</span><span class="grow"></span>
        <span class="pill ${!board ? 'pause' : stale ? 'warn' : 'ready'}" data-testid="wall-badge">${icon(stale || !board ? 'cut' : 'live')}<span class="num">${!board ? t('wall.connecting') : stale ? t('wall.stale', { ago: ago(age) }) : t('wall.live', { n: Math.round(age / 1000) })}</span></span>
        <button data-testid="canned-open" aria-expanded=${this.cannedOpen} @click=${() => this.#canned(!this.cannedOpen)}>${icon('pen')}${t('wall.canned')}</button>
        <button class="quiet" title=${t('wall.theme')} aria-label=${t('wall.theme')} @click=${this.#theme}>${icon('moon')}</button>
        <button @click=${this.#full} aria-keyshortcuts="F">${icon('full')}${t('wall.full')} <kbd>F</kbd></button>
        <button class="quiet" data-testid="log-out" title=${t('logout')} aria-label=${t('logout')} @click=${logOut}>${icon('out')}</button></header>
      ${this.cannedOpen ? html`<div class="panel replies">${this.canning.part ? html`<tandem-canned></tandem-canned>` : coming(this.canning.failed, () => this.canning.want())}</div>` : board ? this.#board(board) : this.refused ? html`<p class="problem" role="alert">${icon('warn')}${this.refused}</p>` : nothing}
    </main>`;
  }

  updated() {
    stand(this, this.cannedOpen, () => this.#canned(false));
  }

  /** @param {import('../state/wall.js').Wallboard} board */
  #board(board) {
    const { queues, agents, totals } = board;
    const states = byState(agents);
    const slow = slowest(queues);
    const waiting = worst(queues.map(waitTone));
    const level = levelTone(totals.service_level);
    const on = agents.length - states.offline;
    const waitingIn = queues.filter((queue) => queue.waiting).length;
    const left = leavable(queues);
    const channels = byChannel(queues);
    return html`<section class="kpis num" aria-label=${t('wall.title')}>
        ${this.#card('waiting', 'people', totals.waiting, totals.waiting ? html`${channels.length > 1 ? html`<span class="channels">${channels.map(([channel, n]) => html`<span data-testid="wall-waiting-${channel}">${icon(channelIcon(channel))}${ofChannel('wall.of_channel', channel, { n })}</span>`)}</span>` : count('wall.in_queues', waitingIn)}` : t('wall.nobody_waits'), waiting)}
        ${this.#card('longest', 'clock', slow ? this.#running(slow.longest_ms ?? 0) : NONE, slow ? t('wall.of_queue', { queue: slow.name, target: clock(slow.answer_within_ms) }) : t('wall.nobody_waits'), slow ? waitTone(slow) : '')}
        ${this.#card('service_level', 'flag', percent(totals.service_level), t('wall.target', { target: SERVICE_LEVEL_TARGET * 100 }), level)}
        ${this.#card('abandoned', 'out', percent(abandonRate(left)), t('wall.abandoned_of', { abandoned: left.abandoned - left.short_abandoned, offered: left.offered - left.short_abandoned, short: left.short_abandoned }), '')}
        ${this.#card('handle_time', 'pen', time(totals.aht_ms), t('wall.asa_of', { asa: time(totals.asa_ms) }), '')}
        ${this.#card('agents_on', 'user', on, t('wall.states', { ready: states.ready, busy: states.busy + states.offered, wrap: states.wrap_up, away: states.not_ready }), '')}
      </section>
      <div class="halves">
        ${this.#alerts(board)}
        <section class="panel queues" aria-labelledby="queues" tabindex="0"><h2 id="queues">${t('wall.queues')}</h2>${queues.length ? this.#queues(queues) : html`<p class="muted">${t('wall.no_queues')}</p>`}</section>
        <section class="panel crew" aria-labelledby="agents">
          <h2 id="agents">${t('wall.agents')}<span class="muted num">${states.offline ? count('wall.offline_count', states.offline) : ''}</span></h2>
          ${on ? html`<ul class="agents">${repeat(onFloor(agents), (agent) => agent.id, (agent) => this.#agent(agent))}</ul>` : html`<p class="muted">${t('wall.nobody')}</p>`}</section>
      </div>`;
  }

  /** @param {string} name @param {import('../lib/icons.js').Icon} picture @param {unknown} value @param {unknown} more @param {import('../state/wall.js').Tone} tone */
  #card(name, picture, value, more, tone) {
    return html`<div class="kpi ${tone}" data-testid="wall-${name}"><h2>${icon(tone ? 'warn' : picture)}${t(/** @type {any} */ (`wall.${name}`))}${tone ? html`<span class="sr">${t(`wall.${tone}`)}</span>` : nothing}</h2>
      <div class="value">${value}</div><small class="muted">${more}</small></div>`;
  }

  /** @param {import('../state/wall.js').Queue[]} queues */
  #queues(queues) {
    const head = ['waiting', 'longest_short', 'sl_short', 'offered', 'abandoned_short', 'aht', 'ready', 'busy', 'wrap', 'last_hour'];
    return html`<table class="num"><thead><tr><th scope="col">${t('wall.queue')}</th>${head.map((key) => html`<th scope="col"><span>${t(/** @type {any} */ (`wall.${key}`))}</span></th>`)}</tr></thead>
      <tbody>${repeat(this.#steady(queues), (queue) => queue.id, (queue) => {
        const wait = waitTone(queue);
        const level = levelTone(queue.service_level);
        const tone = worst([wait, level]);
        return html`<tr data-testid="queue-${queue.id}"><th scope="row">${tone ? html`<span class=${tone}>${icon('warn')}<span class="sr">${t(`wall.${tone}`)}</span></span>` : html`<span class="gap"></span>`}<span class="channel" title=${ofChannel('channel', queue.channel)}>${icon(channelIcon(queue.channel))}<span class="sr">${ofChannel('channel', queue.channel)}</span></span><bdi>${queue.name}</bdi></th>
          <td class=${wait}>${queue.waiting}</td><td class=${wait}>${queue.waiting ? this.#running(queue.longest_ms ?? 0) : NONE}</td><td class=${level}>${percent(queue.service_level)}</td>
          <td>${queue.offered}</td><td data-testid="abandoned-${queue.id}">${canLeave(queue) ? percent(abandonRate(queue)) : NONE}</td><td>${time(queue.aht_ms)}</td>
          <td class=${queue.waiting && !queue.ready ? 'strong' : ''}>${queue.ready}</td><td>${queue.busy}</td><td>${queue.wrap_up}</td>
          <td><button class="quiet" data-testid="spark-${queue.id}" aria-expanded=${this.opened.has(queue.id)} title=${sparkText(queue.last_hour)} aria-label=${sparkText(queue.last_hour)} @click=${() => this.#open(queue.id)}>${spark(queue.last_hour)}</button></td></tr>
          ${this.opened.has(queue.id) ? html`<tr><td colspan=${head.length + 1}>${twin(queue.last_hour, queue.name)}</td></tr>` : nothing}`;
      })}</tbody></table>`;
  }

  /** @param {string} queue */
  #open(queue) {
    if (!this.opened.delete(queue)) this.opened.add(queue);
    this.requestUpdate();
  }

  /** The alerts: what is wrong, since when, and why. @param {import('../state/wall.js').Wallboard} board */
  #alerts({ queues, alerts }) {
    const wrong = this.#steady(queues).filter((queue) => waitTone(queue) === 'breach');
    if (!this.stale) this.#announce(wrong);
    if (!wrong.length && !alerts.length) return nothing;
    return html`<section class="alerts" aria-label=${t('wall.alerts')}>${wrong.map((queue) => this.#breached(queue))}${alerts.map((alert) => html`<div class="alert warn" data-testid="alert-${alert.kind}">
      <strong>${icon('warn')}<span>${alertText(alert)}</span></strong>
      <span>${count('alert.times', alert.times)}, ${t('alert.last', { ago: ago(alert.last_ms) })}. ${word(`alert.${alert.kind}.why`, '')}</span></div>`)}</section>`;
  }

  /** @param {import('../state/wall.js').Queue} queue */
  #breached(queue) {
    return html`<div class="alert" data-testid="alert-breach"><strong>${icon('warn')}<span>${rich('wall.alert', { queue: html`<bdi>${queue.name}</bdi>`, time: this.#running(queue.longest_ms ?? 0) })}</span></strong>
      <span>${queue.ready ? count('wall.alert_ready', queue.ready) : t('wall.alert_nobody', { busy: queue.busy, wrap: queue.wrap_up })}</span></div>`;
  }

  #told = '';

  /** @param {import('../state/wall.js').Queue[]} wrong */
  #announce(wrong) {
    const names = wrong.map((queue) => queue.name).join(', ');
    if (names !== this.#told && names) say('polite', wrong.map((queue) => t('wall.alert', { queue: queue.name, time: time(queue.longest_ms) })).join('. '));
    this.#told = names;
  }

  /** @param {import('../state/wall.js').Agent} agent */
  #agent(agent) {
    const [tone, picture] = AGENT_STATES[agent.state] ?? ['pause', 'dot'];
    const name = agent.state === 'not_ready' ? agent.reason_name ?? word(`reason.${agent.reason}`, agent.reason ?? t('presence.not_ready')) : agent.state === 'busy' ? t('wall.busy') : word(`presence.${agent.state}`, agent.state);
    return html`<li data-testid="agent-${agent.id}" data-state=${agent.state}><span class="name">${agent.name}</span>
      <span class="pill ${agent.lost ? 'breach' : tone}">${icon(agent.lost ? 'cut' : picture)}${agent.lost ? t('wall.lost') : name}</span>${this.#running(agent.since_ms)}</li>`;
  }

  /** A time that runs on between two messages, and stops when no more come. @param {number} ms */
  #running(ms) {
    return html`<tandem-timer class="num" .since=${this.shown - ms} .stopped=${this.stale ? this.shown : undefined}></tandem-timer>`;
  }

  /** Rows keep the order in which they first came. @param {import('../state/wall.js').Queue[]} queues */
  #steady(queues) {
    for (const queue of queues) if (!this.order.includes(queue.id)) this.order.push(queue.id);
    return [...queues].sort((a, b) => this.order.indexOf(a.id) - this.order.indexOf(b.id));
  }

  /** @param {boolean} open */
  #canned(open) {
    if (open) this.canning.want();
    this.cannedOpen = open;
    this.requestUpdate();
    if (!open) this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector('[data-testid=canned-open]'))?.focus());
  }

  #full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => {}); // if the browser forbids it, F11 works
  }

  #theme() {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === 'light' ? 'dark' : 'light';
    localStorage.setItem('tandem.wall.theme', root.dataset.theme);
  }
}
customElements.define('tandem-wall', Wall);
