// @ts-check
import { count, t } from '../lib/text.js';
import { clock } from '../lib/time.js';

/**
 * What the drawer of a queue says: plain functions.
 *
 * @typedef {{ id: string, name: string }} Named
 * @typedef {{ strategy: string, idle_ms: number, proficiency: number, able: number, last_agent: boolean, runner_up?: Named }} Why
 * @typedef {Named & { since_ms: number, expires_in_ms: number, why: Why }} Offer
 * @typedef {{ contact: string, state: string, customer: string, customer_name?: string, from?: string, subject?: string, line?: string, case_kind?: string, case_number?: number, waited_ms: number, since_ms: number, place?: number, head_start_ms: number, overtakes: number, assigned?: Named & { left_ms?: number }, passed: Named[], offer?: Offer, agent?: Named }} Row
 * @typedef {{ queue: string, name: string, channel: string, version: string, waiting: number, serving: number, contacts: Row[], next_cursor?: string }} Contacts
 */

/** The most rows that the drawer asks for at once, as many as the server gives. */
export const ROWS_MAX = 200;
/** How many rows more are shown at a time. */
export const ROWS = 50;

/** Who waits for the next free agent: the first who is not offered to somebody already, and waits for nobody alone. @param {Row[]} rows */
export const next = (rows) => rows.find((row) => row.state === 'queued' && !row.assigned);

/** Why this one comes next. @param {Row} row */
export function whyNext({ head_start_ms: ahead, overtakes }) {
  return overtakes ? count('queue.next.ahead', overtakes, { time: clock(ahead) }) : t('queue.next.longest');
}

/** Why nobody has been offered a contact that waits. @param {Row} row @param {{ ready: number, busy: number, wrap_up: number }} crew */
export function whyWaits({ assigned, passed }, { ready, busy, wrap_up: wrap }) {
  if (assigned) return assigned.left_ms === undefined ? t('queue.waits.assigned', { name: assigned.name }) : t('queue.waits.preferred', { name: assigned.name, left: clock(assigned.left_ms) });
  if (!ready) return busy + wrap ? t('queue.waits.nobody', { busy, wrap }) : t('queue.waits.empty');
  return passed.length ? t('queue.waits.passed', { names: passed.map((one) => one.name).join(', ') }) : t('queue.waits.moment');
}

/** Why it rings at this agent. @param {Offer} offer */
export function whyRings({ name, why }) {
  if (why.last_agent) return t('queue.rings.last_agent', { name });
  const values = { name, idle: clock(why.idle_ms), able: count('why.able', why.able), runner: why.runner_up?.name ?? '' };
  return t(`queue.rings.${why.strategy === 'most_skilled' ? 'most_skilled' : 'longest_idle'}`, values) + (why.runner_up ? ` ${t('queue.rings.runner_up', values)}` : '');
}

/** The customer's name, else the number or address, else that it is withheld. @param {Row} row */
export const who = (row) => row.customer_name ?? row.from ?? t('queue.unknown');

/** What it is about. @param {Row} row */
export const whatFor = (row) => row.subject ?? row.line;
