// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { alerts } from 'texts/alerts.js';
import { channelIcon, icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { count, know, ofChannel, rich, t, term } from '../lib/text.js';
import { onFloor } from '../state/wall.js';
import './timer.js';

know(alerts);

/** @type {Record<string, [string, import('../lib/icons.js').Icon]>} */
const AGENT_STATES = {
  ready: ['ready', 'circle'], offered: ['offer', 'ring'], busy: ['busy', 'people'],
  wrap_up: ['wrap', 'pen'], not_ready: ['pause', 'pause'], offline: ['pause', 'cut'],
};

/** An agent's state in words: the reason, or what they have. @param {import('../state/wall.js').Agent} agent */
function stateName({ state, reason, reason_name: name, work, contacts }) {
  if (state === 'not_ready') return name ?? (reason ? term('reason', reason) : t('presence.not_ready'));
  if (state !== 'busy') return term('presence', state);
  const talking = work.filter((one) => one.state === 'connected' || one.state === 'connecting');
  return talking.length === 1 && contacts === 1 ? ofChannel(`presence.${talking[0].state}`, talking[0].channel) : count('wall.contacts', contacts);
}

/** The agents of the wallboard who are not offline: their state with its reason, and what they have. */
class Agents extends Part {
  static properties = { open: {}, board: {}, shown: {}, stale: {} };

  constructor() {
    super();
    /** The agent whose drawer is open. @type {string | undefined} */
    this.open = undefined;
    /** @type {import('../state/wall.js').Wallboard | undefined} */
    this.board = undefined;
    /** The time for which the board is shown. */
    this.shown = 0;
    this.stale = false;
  }

  render() {
    const agents = onFloor(this.board?.agents ?? []);
    return agents.length ? html`<ul class="agents">${repeat(agents, (agent) => agent.id, (agent) => this.#agent(agent))}</ul>` : html`<p class="muted">${t('wall.nobody')}</p>`;
  }

  /** @param {import('../state/wall.js').Agent} agent */
  #agent(agent) {
    const held = agent.work.find((one) => one.state === 'held');
    const [tone, picture] = held ? /** @type {const} */ (['pause', 'pause']) : AGENT_STATES[agent.state] ?? ['pause', 'dot'];
    return html`<li data-testid="agent-${agent.id}" data-state=${agent.state}><button class="link name" data-testid="open-agent-${agent.id}" aria-expanded=${this.open === agent.id} title=${t('wall.agent_open', { agent: agent.name })} @click=${() => this.dispatchEvent(new CustomEvent('open-agent', { detail: agent.id, bubbles: true }))}><bdi>${agent.name}</bdi></button>
      <span class="pill ${agent.lost ? 'breach' : tone}">${icon(agent.lost ? 'cut' : picture)}${agent.lost ? t('wall.lost') : held ? t('presence.held') : stateName(agent)}</span>${this.#running(held ? held.since_ms : agent.since_ms)}
      ${agent.work.map((one) => html`<small class="work muted">${icon(channelIcon(one.channel))}<span>${rich('wall.work', { what: ofChannel(one.state === 'offered' ? 'presence.offered' : `contact.${one.state}`, one.channel), queue: html`<bdi>${this.#queueName(one.queue)}</bdi>` })}</span>${this.#running(one.since_ms)}</small>`)}
      ${agent.next ? html`<small class="work muted">${icon('clock')}<span>${t('wall.next', { state: agent.next.reason_name ?? term('presence', agent.next.state) })}</span></small>` : nothing}</li>`;
  }

  /** @param {string} id */
  #queueName(id) {
    return this.board?.queues.find((queue) => queue.id === id)?.name ?? id;
  }

  /** A time that runs on between two messages, and stops when no more come. @param {number} ms */
  #running(ms) {
    return html`<tandem-timer class="num" .since=${this.shown - ms} .stopped=${this.stale ? this.shown : undefined}></tandem-timer>`;
  }
}
customElements.define('tandem-agents', Agents);
