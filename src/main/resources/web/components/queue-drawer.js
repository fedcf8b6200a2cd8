// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { queue } from 'texts/queue.js';
import { call } from '../api/http.js';
import { channelIcon, icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { count, know, ofChannel, rich, t, term } from '../lib/text.js';
import { next, ROWS, ROWS_MAX, whatFor, who, whyNext, whyRings, whyWaits } from '../state/queue.js';
import { actsOf, focusBack, supervise } from './agent-drawer.js';
import './timer.js';

know(queue);

/** @type {Record<string, [string, import('../lib/icons.js').Icon]>} */
const STATES = { connecting: ['offer', 'phone'], connected: ['busy', 'people'], held: ['pause', 'pause'], wrap_up: ['wrap', 'pen'] };

/**
 * Who waits in a queue and whom its agents serve. It asks nothing by itself: the wallboard's stream says when something here has changed.
 */
class QueueDrawer extends Part {
  static properties = { queue: {}, board: {}, acting: { state: true }, heard: {}, stale: {}, shown: { state: true }, problem: { state: true } };

  constructor() {
    super();
    /** The row of the wallboard. @type {import('../state/wall.js').Queue | undefined} */
    this.queue = undefined;
    /** @type {import('../state/wall.js').Wallboard | undefined} */
    this.board = undefined;
    /** The contact with which something is being done. */
    this.acting = '';
    /** When the stream last said something; it never says anything twice. */
    this.heard = 0;
    /** Whether the stream is silent. */
    this.stale = false;
    /** What was read. @type {import('../state/queue.js').Contacts | undefined} */
    this.shown = undefined;
    this.problem = '';
  }

  #limit = ROWS;
  /** When the list came; all times in it are durations until then. */
  #at = 0;
  /** What the stream had said when the list was last asked for. */
  #asked = -1;
  #reading = false;

  firstUpdated() {
    /** @type {HTMLElement | null} */ (this.querySelector('h2'))?.focus();
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const before = /** @type {import('../state/wall.js').Queue | undefined} */ (changed.get('queue'));
    if (before && before.id !== this.queue?.id) {
      this.shown = undefined;
      this.#limit = ROWS;
      this.#asked = -1;
    }
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    focusBack(this, changed);
    const { queue } = this;
    if (queue && queue.contacts_version !== this.shown?.version && this.#asked !== this.heard) this.#read();
  }

  async #read() {
    const { queue } = this;
    if (this.#reading || !queue) return;
    this.#reading = true;
    this.#asked = this.heard;
    try {
      const read = await call('GET', `/queues/${encodeURIComponent(queue.id)}/contacts?limit=${this.#limit}`);
      if (queue.id === this.queue?.id) {
        this.#at = performance.now();
        this.shown = read;
        this.problem = '';
      }
    } catch (problem) {
      this.problem = t('queue.failed', { why: /** @type {Error} */ (problem).message });
    }
    this.#reading = false;
    this.requestUpdate();
  }

  render() {
    const { queue, shown } = this;
    if (!queue) return nothing;
    const waiting = (shown?.contacts ?? []).filter((row) => row.place);
    const served = (shown?.contacts ?? []).filter((row) => !row.place);
    const first = next(waiting);
    const hidden = shown ? shown.waiting + shown.serving - shown.contacts.length : 0;
    return html`<section class="drawer" aria-labelledby="queue-title" data-testid="queue-drawer" data-version=${shown?.version ?? nothing}>
      <header><h2 id="queue-title" tabindex="-1">${icon(channelIcon(queue.channel))}<span class="sr">${ofChannel('channel', queue.channel)}</span><bdi>${queue.name}</bdi></h2>
        <button class="quiet" data-testid="drawer-close" title=${t('queue.close')} aria-label=${t('queue.close')} @click=${this.#close}>${icon('close')}</button></header>
      <p class="muted num">${t('queue.summary', { waiting: shown?.waiting ?? queue.waiting, serving: shown?.serving ?? '–' })}</p>
      ${this.stale ? html`<p class="problem" role="status">${icon('cut')}${t('queue.old')}</p>` : nothing}
      ${this.problem ? html`<p class="problem" role="alert">${icon('warn')}${this.problem}</p><div><button data-testid="queue-again" @click=${() => this.#read()}>${t('queue.again')}</button></div>` : nothing}
      ${shown ? html`<div class="rows" tabindex="0" role="group" aria-labelledby="queue-title">
        <h3>${t('queue.waiting')}</h3>
        ${waiting.length ? html`<ol>${repeat(waiting, (row) => row.contact, (row) => this.#waiting(row, queue, row === first))}</ol>` : html`<p class="muted">${t('queue.nobody_waits')}</p>`}
        <h3>${t('queue.serving')}</h3>
        ${served.length ? html`<ul>${repeat(served, (row) => row.contact, (row) => this.#served(row, queue))}</ul>` : html`<p class="muted">${t('queue.nobody_served')}</p>`}
        ${hidden > 0 ? this.#limit < ROWS_MAX ? html`<button data-testid="queue-more" @click=${this.#more}>${t('queue.more', { n: Math.min(hidden, ROWS) })}</button>` : html`<p class="muted">${count('queue.beyond', hidden)}</p>` : nothing}
      </div>` : this.problem ? nothing : html`<p class="muted">${t('part.loading')}</p>`}
    </section>`;
  }

  /** @param {import('../state/queue.js').Row} row @param {import('../state/wall.js').Queue} queue @param {boolean} isNext */
  #waiting(row, queue, isNext) {
    const { offer } = row;
    return html`<li data-testid="waits-${row.contact}"><span class="place num">${row.place}</span>
      <div class="what">${this.#name(row)}
        <span class="times">${rich('queue.waits', { time: this.#timer(row.waited_ms) })}</span>
        ${this.#subject(row)}
        ${offer ? html`<p>${icon('ring')}<span>${rich('queue.rings', { name: html`<bdi>${offer.name}</bdi>`, left: this.#left(offer.expires_in_ms) })} ${whyRings(offer)}</span></p>`
          : html`<p class=${isNext ? 'next' : ''}>${icon('clock')}<span>${isNext ? `${whyNext(row)} ` : ''}${isNext || row.assigned ? whyWaits(row, queue) : ''}${!isNext && !row.assigned ? row.passed.length ? t('queue.passed', { names: names(row) }) : t('queue.behind') : ''}</span></p>`}
        <div class="acts">${this.#move(row, queue)}</div>
      </div></li>`;
  }

  /** @param {import('../state/queue.js').Row} row @param {import('../state/wall.js').Queue} queue */
  #served(row, queue) {
    const [tone, picture] = STATES[row.state] ?? ['busy', 'people'];
    return html`<li data-testid="served-${row.contact}"><div class="what">${this.#name(row)}
        <span class="times"><span class="pill ${tone}">${icon(picture)}${ofChannel(`contact.${row.state}`, queue.channel)}</span>${this.#timer(row.since_ms)}</span>
        ${this.#subject(row)}
        <p>${icon('user')}<span>${rich('queue.with', { name: html`<bdi>${row.agent?.name ?? ''}</bdi>` })}, ${rich('queue.waited', { time: this.#timer(row.waited_ms, true) })}</span></p>
        <div class="acts">${actsOf(row.state, { id: row.contact, who: row.agent?.name ?? '', where: queue.name }, this.acting === row.contact, (open) => (this.acting = open ? row.contact : ''))}</div></div></li>`;
  }

  /** Where a contact that waits can be moved to. @param {import('../state/queue.js').Row} row @param {import('../state/wall.js').Queue} queue */
  #move(row, queue) {
    if (this.acting !== row.contact) return html`<button class="small" data-testid="act-move" data-of=${row.contact} @click=${() => (this.acting = row.contact)}>${icon('swap')}${t('act.move')}</button>`;
    const { queues = [], agents = [] } = this.board ?? {};
    const choices = [
      ...agents.filter((one) => one.channels.includes(queue.channel) && one.state !== 'offline' && one.id !== row.assigned?.id).map((one) => ({ value: `agent ${one.id}`, name: one.name, group: t('act.agents') })),
      ...queues.filter((one) => one.channel === queue.channel && one.id !== queue.id).map((one) => ({ value: `queue ${one.id}`, name: one.name, group: t('act.queues') })),
    ];
    return html`<tandem-act .label=${t('act.move')} .hint=${t('act.hint')} .choices=${choices} @acted=${(/** @type {CustomEvent} */ event) => {
      this.acting = '';
      if (!event.detail) return;
      const [kind, id] = event.detail.to.split(' ');
      supervise(this, { kind: 'move', contact: row.contact, to: { [kind]: id }, why: event.detail.why, who: who(row), where: event.detail.name });
    }}></tandem-act>`;
  }

  /** @param {import('../state/queue.js').Row} row */
  #name(row) {
    return html`<strong><bdi>${who(row)}</bdi>${row.customer_name && row.from ? html` <bdi class="muted num">${row.from}</bdi>` : nothing}</strong>`;
  }

  /** @param {import('../state/queue.js').Row} row */
  #subject(row) {
    const subject = whatFor(row);
    const file = row.case_number ? t('queue.case', { number: row.case_number, kind: term('queue.kind', row.case_kind) }) : '';
    return subject || file ? html`<p class="muted">${subject ? html`<q>${subject}</q> ` : nothing}<span>${file}</span></p>` : nothing;
  }

  /** @param {number} ms @param {boolean} [over] whether it grows no more */
  #timer(ms, over = this.stale) {
    return html`<tandem-timer class="num" .since=${this.#at - ms} .stopped=${over ? this.#at : undefined}></tandem-timer>`;
  }

  /** @param {number} ms */
  #left(ms) {
    return html`<tandem-timer class="num" .until=${this.#at + ms} .stopped=${this.stale ? this.#at : undefined}></tandem-timer>`;
  }

  #more() {
    this.#limit = Math.min(ROWS_MAX, this.#limit + ROWS);
    this.#read();
  }

  #close() {
    this.dispatchEvent(new CustomEvent('drawer-close', { bubbles: true }));
  }
}
customElements.define('tandem-queue', QueueDrawer);

/** @param {import('../state/queue.js').Row} row */
const names = (row) => row.passed.map((one) => one.name).join(', ');

/**
 * The open drawer, and what can be undone.
 * @param {{ queue: import('../state/wall.js').Queue | undefined, agent: import('../state/wall.js').Agent | undefined, board: import('../state/wall.js').Wallboard, heard: number, shown: number, stale: boolean }} show
 */
export const drawers = ({ queue, agent, board, heard, shown, stale }) => html`
  ${queue ? html`<tandem-queue .queue=${queue} .board=${board} .heard=${heard} .stale=${stale}></tandem-queue>` : nothing}
  ${agent ? html`<tandem-agent-drawer .agent=${agent} .board=${board} .shown=${shown} .stale=${stale}></tandem-agent-drawer>` : nothing}
  <tandem-undo .board=${board}></tandem-undo>`;
