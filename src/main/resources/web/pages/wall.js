// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { wall } from 'texts/wall.js';
import { logOut } from '../api/session.js';
import { WallStream } from '../api/wall-stream.js';
import { channelIcon, icon } from '../lib/icons.js';
import { Lazy, withSheet } from '../lib/lazy.js';
import { Part } from '../lib/part.js';
import { stand } from '../lib/stack.js';
import { ago, clock } from '../lib/time.js';
import { count, know, ofChannel, t } from '../lib/text.js';
import { abandonRate, byChannel, byState, canLeave, leavable, later, levelTone, NONE, percent, SERVICE_LEVEL_TARGET, slowest, waitTone, worst } from '../state/wall.js';
import { coming } from '../components/coming.js';
import { spark, sparkText, twin } from '../components/spark.js';
import '../components/timer.js';

know(wall);

/** After this time without a message the figures become grey and their timers stop. */
const STALE_AFTER = 6_500;

/** @param {number | null | undefined} ms */
const time = (ms) => (ms === undefined || ms === null ? NONE : clock(ms));

/** What a column shows, where its name is short. @type {Record<string, import('../lib/text.js').Key>} */
const HEAD_TITLES = { sl_short: 'wall.sl_today', sl_recent_short: 'wall.sl_recent' };

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
  finding = new Lazy(() => withSheet(import('../work/wall-finding.js'), '/web/styles/find.css'), () => {
    this.finding.part?.listen(this); // the keys of the board come with the search
    this.requestUpdate();
  });
  /** The drawer of a queue; it lies over the board. */
  drawers = new Lazy(() => withSheet(import('../components/queue-drawer.js'), '/web/styles/drawer.css'), () => this.requestUpdate());
  /** @type {string | undefined} the queue whose drawer is open */
  queueOpen = undefined;
  /** @type {string | undefined} the agent whose drawer is open */
  agentOpen = undefined;
  /** The alerts and the agents come right after the first paint; their places have their size before. */
  side = new Lazy(() => withSheet(import('../components/wall-side.js'), '/web/styles/side.css'), () => this.requestUpdate());
  stream = new WallStream(
    (board) => {
      this.board = board;
      this.at = this.heard = performance.now();
      if (this.finding.failed) this.finding.want();
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
    this.side.want();
    this.finding.soon();
    setInterval(() => this.requestUpdate(), 1_000);
    this.addEventListener('canned', () => this.#canned(false));
    this.addEventListener('open-queue', (event) => this.#show(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener('open-agent', (event) => this.#show(undefined, /** @type {CustomEvent} */ (event).detail));
    this.addEventListener('drawer-close', () => this.#close());
  }

  render() {
    const now = performance.now();
    const age = now - this.heard;
    this.stale = Boolean(this.board) && age > STALE_AFTER;
    this.shown = this.stale ? this.heard : now;
    const { stale } = this;
    const keys = this.finding.part;
    const board = this.board && later(this.board, this.shown - this.at);
    return html`<main class="wall ${stale ? 'stale' : ''}" data-testid="wall" data-stale=${stale}>
      <header aria-label=${t('wall.title')}><a class="home" href="/" title=${t('home')} aria-label=${t('home')}><img src="/web/styles/tandem.svg" alt="" width="28" height="28" /></a><h1>${t('wall.title')}</h1><span class="muted since" title=${t('wall.since')}>${t('wall.since')}</span><span class="grow"></span>${keys?.button(this) ?? nothing}
        <span class="pill ${!board ? 'pause' : stale ? 'warn' : 'ready'}" data-testid="wall-badge">${icon(stale || !board ? 'cut' : 'live')}<span class="num">${!board ? t('wall.connecting') : stale ? t('wall.stale', { ago: ago(age) }) : t('wall.live', { n: Math.round(age / 1000) })}</span></span>
        <button title=${t('wall.canned')} data-testid="canned-open" aria-expanded=${this.cannedOpen} @click=${() => this.#canned(!this.cannedOpen)}>${icon('pen')}<span>${t('wall.canned')}</span></button>
        <tandem-language></tandem-language>
        <button class="quiet" title=${t('wall.theme')} aria-label=${t('wall.theme')} @click=${() => this.chooseTheme(document.documentElement.dataset.theme === 'light' ? 'dark' : 'light')}>${icon('moon')}</button>
        <button title=${t('wall.full')} @click=${this.full} aria-keyshortcuts=${keys?.keyOf('full') ?? 'F'}>${icon('full')}<span>${t('wall.full')}</span> ${keys?.kbd('full') ?? html`<kbd>F</kbd>`}</button>
        <button class="quiet" data-testid="log-out" title=${t('logout')} aria-label=${t('logout')} @click=${logOut}>${icon('out')}</button></header>
      ${this.#drawer(board)}
      ${this.cannedOpen ? html`<div class="panel replies">${this.canning.part ? html`<tandem-canned></tandem-canned>` : coming(this.canning.failed, () => this.canning.want())}</div>` : board ? this.#board(board) : this.refused ? html`<p class="problem" role="alert">${icon('warn')}${this.refused}</p>` : nothing}
    </main>`;
  }

  updated() {
    stand(this, this.cannedOpen, () => this.#canned(false));
    stand(this.drawers, this.queueOpen ?? this.agentOpen, () => this.#close());
  }

  /** @param {import('../state/wall.js').Wallboard} board */
  #board(board) {
    const { stale } = this;
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
        ${this.#card('service_level', 'flag', percent(totals.service_level), html`<span data-testid="wall-recent">${t('wall.target', { recent: percent(totals.recent_service_level), target: SERVICE_LEVEL_TARGET * 100 })}</span>`, level)}
        ${this.#card('abandoned', 'out', percent(abandonRate(left)), t('wall.abandoned_of', { abandoned: left.abandoned - left.short_abandoned, offered: left.offered - left.short_abandoned, short: left.short_abandoned }), '')}
        ${this.#card('handle_time', 'pen', time(totals.aht_ms), t('wall.asa_of', { asa: time(totals.asa_ms) }), '')}
        ${this.#card('agents_on', 'user', on, t('wall.states', { ready: states.ready, busy: states.busy + states.offered, wrap: states.wrap_up, away: states.not_ready }), '')}
      </section>
      <div class="halves">
        <section class="panel alerts" aria-labelledby="alerts" data-testid="alerts"><h2 id="alerts">${t('wall.alerts')}</h2>
          ${this.side.part ? html`<tandem-alerts .board=${board} .at=${this.at} .shown=${this.shown} .stale=${stale}></tandem-alerts>` : this.side.failed ? coming(true, () => this.side.want()) : nothing}</section>
        <section class="panel queues" aria-labelledby="queues" tabindex="0"><h2 id="queues">${t('wall.queues')}</h2>${queues.length ? this.#queues(queues) : html`<p class="muted">${t('wall.no_queues')}</p>`}
          <p class="muted note num" data-testid="wall-counted">${t('wall.counted', { ready: states.ready, busy: states.busy + states.offered, wrap: states.wrap_up })}</p>
          ${this.side.part ? html`<tandem-channels .channels=${board.channels} .shown=${this.shown} .stale=${stale}></tandem-channels>` : nothing}</section>
        <section class="panel crew" aria-labelledby="agents">
          <h2 id="agents">${t('wall.agents')}<span class="muted num">${states.offline ? count('wall.offline_count', states.offline) : ''}</span></h2>
          ${this.side.part ? html`<tandem-agents .open=${this.agentOpen} .board=${board} .shown=${this.shown} .stale=${stale}></tandem-agents>` : nothing}</section>
      </div>`;
  }

  /** @param {string} name @param {import('../lib/icons.js').Icon} picture @param {unknown} value @param {unknown} more @param {import('../state/wall.js').Tone} tone */
  #card(name, picture, value, more, tone) {
    return html`<div class="kpi ${tone}" data-testid="wall-${name}"><h2>${icon(tone ? 'warn' : picture)}${t(/** @type {any} */ (`wall.${name}`))}${tone ? html`<span class="sr">${t(`wall.${tone}`)}</span>` : nothing}</h2>
      <div class="value">${value}</div><small class="muted">${more}</small></div>`;
  }

  /** @param {import('../state/wall.js').Queue[]} queues */
  #queues(queues) {
    const head = ['waiting', 'longest_short', 'sl_recent_short', 'sl_short', 'offered', 'abandoned_short', 'aht', 'ready', 'busy', 'wrap', 'last_hour'];
    return html`<table class="num by-queue"><thead><tr><th scope="col">${t('wall.queue')}</th>${head.map((key) => html`<th scope="col" title=${HEAD_TITLES[key] ? t(HEAD_TITLES[key]) : nothing}><span>${t(/** @type {any} */ (`wall.${key}`))}</span></th>`)}</tr></thead>
      <tbody>${repeat(this.#steady(queues), (queue) => queue.id, (queue) => {
        const wait = waitTone(queue);
        const recent = levelTone(queue.recent_service_level);
        const level = levelTone(queue.service_level);
        const tone = worst([wait, recent, level]);
        return html`<tr class="opens" data-testid="queue-${queue.id}" @click=${(/** @type {MouseEvent} */ event) => this.#row(event, queue.id)}><th scope="row"><div class="cell">${tone ? html`<span class=${tone}>${icon('warn')}<span class="sr">${t(`wall.${tone}`)}</span></span>` : html`<span class="gap"></span>`}<span class="channel" title=${ofChannel('channel', queue.channel)}>${icon(channelIcon(queue.channel))}<span class="sr">${ofChannel('channel', queue.channel)}</span></span><button class="link name" data-testid="open-${queue.id}" aria-expanded=${this.queueOpen === queue.id} title=${t('wall.queue_open', { queue: queue.name })} @click=${() => this.#show(queue.id)}><bdi>${queue.name}</bdi></button></div></th>
          <td class=${wait}>${queue.waiting}</td><td class=${wait}>${queue.waiting ? this.#running(queue.longest_ms ?? 0) : NONE}</td><td class=${recent} data-testid="recent-${queue.id}">${percent(queue.recent_service_level)}</td><td class=${level}>${percent(queue.service_level)}</td>
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

  /** The open drawer, and what can be undone. @param {import('../state/wall.js').Wallboard | undefined} board */
  #drawer(board) {
    if (!board) return nothing;
    const queue = board.queues.find((one) => one.id === this.queueOpen);
    const agent = board.agents.find((one) => one.id === this.agentOpen);
    if (!this.drawers.part) return queue || agent ? html`<div class="panel coming">${coming(this.drawers.failed, () => this.drawers.want())}</div>` : nothing;
    return this.drawers.part.drawers({ queue, agent, board, heard: this.heard, shown: this.shown, stale: this.stale });
  }

  /** A click beside the row's buttons opens it too. @param {MouseEvent} event @param {string} queue */
  #row(event, queue) {
    const at = /** @type {Element} */ (event.target);
    if (!at.closest('button') && !getSelection()?.toString()) this.#show(queue);
  }

  /** Opens the drawer of a queue or of an agent, or none. @param {string} [queue] @param {string} [agent] */
  #show(queue, agent) {
    if (queue ?? agent) this.drawers.want();
    this.queueOpen = queue;
    this.agentOpen = agent;
    this.requestUpdate();
  }

  /** Closes the drawer; the focus goes back to where it was opened. */
  #close() {
    const from = this.queueOpen ? `open-${this.queueOpen}` : `open-agent-${this.agentOpen}`;
    this.#show();
    this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector(`[data-testid="${CSS.escape(from)}"]`))?.focus());
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
    if (open) {
      this.canning.want();
      this.#show();
    }
    this.cannedOpen = open;
    this.requestUpdate();
    if (!open) this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector('[data-testid=canned-open]'))?.focus());
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => {}); // if the browser forbids it, F11 works
  }

  /** @param {'light' | 'dark'} theme */
  chooseTheme(theme) {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem('tandem.wall.theme', theme);
  }
}
customElements.define('tandem-wall', Wall);
