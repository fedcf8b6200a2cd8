// @ts-check
import { figure, inOrder } from '../lib/figures.js';

/**
 * The wallboard's calculations: plain functions.
 *
 * @typedef {{ id: string, name: string, channel: string, can_leave?: boolean, waiting: number, longest_ms?: number, offered: number, answered: number, abandoned: number, short_abandoned: number, service_level?: number, recent_service_level?: number, asa_ms?: number, aht_ms?: number, answer_within_ms: number, ready: number, busy: number, wrap_up: number, contacts_version: string, last_hour: import('../components/spark.js').Step[] }} Queue
 * @typedef {{ id: string, name: string, department: string, channels: string[], state: string, reason?: string, reason_name?: string, next?: { state: string, reason_name?: string }, contacts: number, work: Work[], since_ms: number, lost: boolean }} Agent
 * @typedef {{ contact: string, queue: string, channel: string, state: string, since_ms: number }} Work
 * @typedef {{ channel: string, can_leave: boolean, waiting: number, longest_ms: number, offered: number, answered: number, abandoned: number, short_abandoned: number, service_level?: number, recent_service_level?: number }} OfChannel
 * @typedef {{ waiting: number, longest_ms?: number, offered: number, answered: number, abandoned: number, short_abandoned: number, service_level?: number, recent_service_level?: number, asa_ms?: number, aht_ms?: number }} Totals
 * @typedef {{ kind: string, subject: string, times: number, since_ms: number, last_ms: number }} Alert
 * @typedef {{ at: string, queues: Queue[], agents: Agent[], alerts: Alert[], totals: Totals, channels: OfChannel[], default_queue?: string, reasons: { id: string, name: string }[] }} Wallboard
 * @typedef {'' | 'warn' | 'breach'} Tone
 */

/**
 * The board after some time without a change: every wait is longer.
 *
 * @param {Wallboard} board @param {number} ms @returns {Wallboard}
 */
export const later = (board, ms) => ({
  ...board,
  queues: board.queues.map((queue) => (queue.waiting ? { ...queue, longest_ms: (queue.longest_ms ?? 0) + ms } : queue)),
  agents: board.agents.map((agent) => ({ ...agent, since_ms: agent.since_ms + ms, work: agent.work.map((one) => ({ ...one, since_ms: one.since_ms + ms })) })),
  channels: board.channels.map((one) => (one.waiting ? { ...one, longest_ms: one.longest_ms + ms } : one)),
  alerts: board.alerts.map((alert) => ({ ...alert, since_ms: alert.since_ms + ms, last_ms: alert.last_ms + ms })),
});

/** What stands for a figure that has no meaning. */
export const NONE = '–';

/** @param {number | null | undefined} share */
export const percent = (share) => (share === undefined || share === null ? NONE : `${figure(share * 100, share < 0.1 ? 1 : 0)} %`);

/** The share that should be answered in time. */
export const SERVICE_LEVEL_TARGET = 0.8;
const SERVICE_LEVEL_BREACH = 0.7;

/** @param {number | null | undefined} level @returns {Tone} */
export function levelTone(level) {
  if (level === undefined || level === null) return '';
  return level < SERVICE_LEVEL_BREACH ? 'breach' : level < SERVICE_LEVEL_TARGET ? 'warn' : '';
}

/** A queue answers late once somebody waits longer than promised. @param {Queue} queue @returns {Tone} */
export function waitTone(queue) {
  if (!queue.waiting || !queue.longest_ms) return '';
  return queue.longest_ms > 2 * queue.answer_within_ms ? 'breach' : queue.longest_ms > queue.answer_within_ms ? 'warn' : '';
}

/** @param {Tone[]} tones @returns {Tone} */
export const worst = (tones) => (tones.includes('breach') ? 'breach' : tones.includes('warn') ? 'warn' : '');

/** The queue with the longest wait. @param {Queue[]} queues */
export const slowest = (queues) =>
  queues.filter((queue) => queue.waiting && queue.longest_ms).sort((a, b) => (b.longest_ms ?? 0) - (a.longest_ms ?? 0))[0];

/** Whether customers of a queue can leave before an answer; an email cannot be abandoned. @param {Queue} queue */
export const canLeave = (queue) => queue.can_leave !== false;

/** The counts of the queues whose customers can leave: the others say nothing about abandoning. @param {Queue[]} queues */
export const leavable = (queues) => queues.filter(canLeave).reduce(
  (sum, one) => ({ offered: sum.offered + one.offered, abandoned: sum.abandoned + one.abandoned, short_abandoned: sum.short_abandoned + one.short_abandoned }),
  { offered: 0, abandoned: 0, short_abandoned: 0 });

/** How many wait on each channel, in the order of the channels. @param {Queue[]} queues @returns {[string, number][]} */
export function byChannel(queues) {
  /** @type {Map<string, number>} */
  const waiting = new Map();
  for (const queue of queues) waiting.set(queue.channel, (waiting.get(queue.channel) ?? 0) + queue.waiting);
  return CHANNELS.filter((channel) => waiting.has(channel)).map((channel) => [channel, waiting.get(channel) ?? 0]);
}

/** (abandoned - short) / (offered - short); nothing offered has no rate. @param {{ offered: number, abandoned: number, short_abandoned: number }} of */
export function abandonRate(of) {
  const offered = of.offered - of.short_abandoned;
  return offered > 0 ? (of.abandoned - of.short_abandoned) / offered : undefined;
}

const CHANNELS = ['call', 'chat', 'message', 'email'];
const STATES = ['offered', 'busy', 'wrap_up', 'ready', 'not_ready'];

/** The agents who are not offline, in the order of their names; offline agents are only counted. @param {Agent[]} agents */
export const onFloor = (agents) =>
  agents.filter((agent) => agent.state !== 'offline').sort((a, b) => inOrder(a.name, b.name));

/** @param {Agent[]} agents @returns {Record<string, number>} */
export const byState = (agents) =>
  Object.fromEntries([...STATES, 'offline'].map((state) => [state, agents.filter((agent) => agent.state === state).length]));
