// @ts-check
import { ofChannel } from '../lib/text.js';
import { glanced, pruned, reduceTalks } from './talks.js';

/**
 * The state of the agent's desk, and how each message changes it: plain functions that use neither a clock
 * nor the page. Times are those of `performance.now`, so a wrong clock on the agent's machine does no harm.
 *
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../api/types.js').Remedy} Remedy
 * @typedef {import('../api/types.js').Entry} Entry
 * @typedef {import('../api/types.js').OfferMessage & { until: number, whole: number, arrived: number }} Offer
 * @typedef {import('../api/types.js').ContactMessage & { since: number, arrived: number }} Contact
 * @typedef {import('../api/types.js').ClaimMessage & { units: number[], since: number, until: number }} Claim
 * @typedef {import('../api/types.js').Presence & { since: number }} Presence
 * @typedef {{ act: string, by: string, why: string, contact?: string }} Told what a supervisor did, until the agent has read it
 * @typedef {{
 *   me: import('../api/types.js').Me | undefined,
 *   presence: Presence,
 *   offers: Offer[],
 *   contacts: Contact[],
 *   pops: Record<string, Pop>,
 *   claims: Record<string, Claim[]>,
 *   talks: import('./talks.js').Talks,
 *   floor: import('../api/types.js').Floor,
 *   practice: boolean,
 *   missed: { at: number, name: string } | undefined,
 *   unreached: { why: string, name: string } | undefined,
 *   told: Told[],
 *   withdrawn: { at: number, why: string, name: string, channel: string } | undefined,
 * }} Desk
 */

export const MISSED = 'missed_offer';
export const UNREACHED = 'bridge_failed';
/** These reasons follow from what happens; nobody chooses them. */
export const OWN_REASONS = [MISSED, UNREACHED];
const ENTRIES_KEPT_MAX = 400;
const TOLD_KEPT_MAX = 20;

/** @type {Desk} */
export const empty = {
  me: undefined,
  presence: { state: 'offline', since_ms: 0, since: 0 },
  offers: [],
  contacts: [],
  pops: {},
  claims: {},
  talks: {},
  floor: { reasons: [], outcomes: [], remedies: [], departments: [], queues: [], channels: [] },
  practice: false,
  missed: undefined,
  unreached: undefined,
  told: [],
  withdrawn: undefined,
};

/** @param {Desk} desk @param {any} message @param {number} now @returns {Desk} */
export function reduce(desk, message, now) {
  switch (message.type) {
    case 'snapshot':
      return snapshot(desk, message, now);
    case 'offer.created':
      return offered(desk, message.offer, now);
    case 'offer.closed':
      return offerClosed(desk, message, now);
    case 'contact.changed':
      return contactChanged(desk, message.contact, now);
    case 'bridge.failed':
      return { ...desk, unreached: { why: message.why, name: desk.pops[message.contact]?.customer.name ?? '' } };
    case 'supervised':
      return { ...desk, told: [...desk.told, { act: message.act, by: message.by, why: message.why, contact: message.contact }].slice(-TOLD_KEPT_MAX) };
    case 'presence.changed':
      return present(desk, message.presence, now);
    case 'pop':
      return { ...desk, pops: { ...desk.pops, [message.contact]: withKnown(message.pop, desk.pops[message.contact]) } };
    case 'entry.added':
      return ofCustomer(desk, message.customer, (pop) => withEntry(pop, message.entry));
    case 'remedy.changed':
      return ofCustomer(desk, message.customer, (pop) => withRemedy(pop, message.remedy));
    case 'claims.changed':
      return { ...desk, claims: { ...desk.claims, [message.customer]: timedClaims(message.claims, now) } };
    case 'floor.changed':
      return { ...desk, me: message.agent, floor: message.floor };
    default: {
      // a newer server may send messages that this page does not know
      const talks = reduceTalks(desk.talks, message, now);
      return talks === desk.talks ? desk : { ...desk, talks };
    }
  }
}

/** @param {Desk} desk @param {any} message @param {number} now */
function snapshot(desk, message, now) {
  /** @type {Record<string, Pop>} */
  const pops = {};
  for (const offer of message.offers) if (offer.pop) pops[offer.contact] = offer.pop;
  for (const contact of message.contacts) {
    const pop = contact.pop ?? desk.pops[contact.id];
    if (pop) pops[contact.id] = pop;
  }
  const fresh = {
    ...desk,
    me: message.agent,
    floor: message.floor,
    practice: message.practice_line,
    offers: message.offers.map((/** @type {any} */ offer) => timedOffer(offer, now)),
    contacts: message.contacts.map((/** @type {any} */ contact) => timedContact(contact, now)),
    pops,
    claims: {}, // the server sends the present claims again
    talks: pruned(
      [...message.offers, ...message.contacts].reduce((talks, one) => glanced(talks, one.conversation, now), desk.talks),
      [...message.offers, ...message.contacts]),
    withdrawn: undefined,
  };
  return present(fresh, message.presence, now);
}

/** @param {any} offer @param {number} now @returns {Offer} */
const timedOffer = (offer, now) => ({
  ...offer,
  until: now + offer.expires_in_ms,
  whole: offer.expires_in_ms,
  arrived: now - offer.waited_ms,
});

/** @param {any} contact @param {number} now @returns {Contact} */
const timedContact = (contact, now) => ({
  ...contact,
  since: now - contact.since_ms,
  arrived: now - contact.waited_ms,
});

/** Joins the units of one line that an agent claims into one claim. @param {import('../api/types.js').ClaimMessage[]} claims @param {number} now @returns {Claim[]} */
function timedClaims(claims, now) {
  /** @type {Map<string, Claim>} */
  const made = new Map();
  for (const claim of claims) {
    const key = [claim.agent, claim.order_line ?? claim.case, claim.exclusion_group].join();
    const known = made.get(key);
    if (known) known.units.push(claim.unit);
    else made.set(key, { ...claim, units: [claim.unit], since: now - claim.since_ms, until: now + claim.expires_in_ms });
  }
  return [...made.values()];
}

/** @param {Desk} desk @param {any} offer @param {number} now @returns {Desk} */
function offered(desk, offer, now) {
  return {
    ...desk,
    offers: [...desk.offers.filter((one) => one.id !== offer.id), timedOffer(offer, now)],
    pops: offer.pop ? { ...desk.pops, [offer.contact]: offer.pop } : desk.pops,
    talks: glanced(desk.talks, offer.conversation, now),
    missed: undefined,
    unreached: undefined,
    withdrawn: undefined,
  };
}

/** @param {Desk} desk @param {{ offer: string, why: string }} message @param {number} now @returns {Desk} */
function offerClosed(desk, { offer: id, why }, now) {
  const offer = desk.offers.find((one) => one.id === id);
  if (!offer) return desk;
  const name = desk.pops[offer.contact]?.customer.name ?? '';
  const next = { ...desk, offers: desk.offers.filter((one) => one !== offer) };
  if (why === 'expired') return prune({ ...next, missed: { at: now, name } });
  if (why === 'customer_left' || why === 'unshown' || why === 'joined' || why === 'moved') return prune({ ...next, withdrawn: { at: now, why, name, channel: offer.channel } });
  // The pop of an accepted offer stays: its contact comes with the next message.
  return why === 'accepted' ? next : prune(next);
}

/** @param {Desk} desk @param {any} message @param {number} now @returns {Desk} */
function contactChanged(desk, message, now) {
  const others = desk.contacts.filter((one) => one.id !== message.id);
  // who is ready is free from now on, as on the wallboard
  if (message.state === 'closed') return prune({ ...desk, contacts: others, presence: desk.presence.state === 'ready' ? { ...desk.presence, since: now } : desk.presence });
  const pops = message.pop ? { ...desk.pops, [message.id]: message.pop } : desk.pops;
  const known = desk.contacts.some((one) => one.id === message.id);
  const contact = timedContact(message, now);
  const contacts = known
    ? desk.contacts.map((one) => (one.id === message.id ? contact : one))
    : [...desk.contacts, contact];
  return { ...desk, pops, contacts, talks: glanced(desk.talks, message.conversation, now), withdrawn: known ? desk.withdrawn : undefined };
}

/** @param {Desk} desk @param {any} presence @param {number} now @returns {Desk} */
function present(desk, presence, now) {
  const since = now - presence.since_ms;
  const isMissed = presence.state === 'not_ready' && presence.reason === MISSED;
  const missed = isMissed ? (desk.missed ?? { at: since, name: '' }) : undefined;
  const unreached = presence.state === 'not_ready' && presence.reason === UNREACHED ? (desk.unreached ?? { why: '', name: '' }) : undefined;
  return { ...desk, presence: { ...presence, since }, missed, unreached };
}

/** Keeps the pops and claims of offers and contacts on the desk. @param {Desk} desk @returns {Desk} */
function prune(desk) {
  const live = new Set([...desk.offers.map((one) => one.contact), ...desk.contacts.map((one) => one.id)]);
  const pops = Object.fromEntries(Object.entries(desk.pops).filter(([id]) => live.has(id)));
  const customers = new Set(Object.values(pops).map((pop) => pop.customer.id));
  return { ...desk, pops, talks: pruned(desk.talks, [...desk.offers, ...desk.contacts]), claims: Object.fromEntries(Object.entries(desk.claims).filter(([id]) => customers.has(id))) };
}

/** @param {Desk} desk @param {string} customer @param {(pop: Pop) => Pop} change @returns {Desk} */
function ofCustomer(desk, customer, change) {
  const pops = Object.entries(desk.pops).map(([id, pop]) => [id, pop.customer.id === customer ? change(pop) : pop]);
  return { ...desk, pops: Object.fromEntries(pops) };
}

/** The number of entries before this contact. @param {Pop} pop @param {string | undefined} contact */
export const entriesBefore = (pop, contact) => pop.timeline_total - pop.timeline.filter((entry) => contact && entry.contact === contact).length;

/** @param {Pop} pop @param {Entry} entry @returns {Pop} */
export function withEntry(pop, entry) {
  if (pop.timeline.some((one) => one.case === entry.case && one.number === entry.number)) return pop;
  const timeline = [entry, ...pop.timeline].slice(0, ENTRIES_KEPT_MAX);
  return { ...pop, timeline, timeline_total: pop.timeline_total + 1, cases: pop.cases.map((one) => (one.id === entry.case ? caseWith(one, entry) : one)) };
}

/**
 * A customer who was read again, with what this page has heard of them meanwhile and what it has read further back.
 * @param {Pop} pop @param {Pop | undefined} before @returns {Pop}
 */
export function withKnown(pop, before) {
  if (before?.customer.id !== pop.customer.id) return pop;
  if (before.customer.version > pop.customer.version) return before;
  const keyOf = (/** @type {Entry} */ entry) => `${entry.case} ${entry.number}`;
  const here = new Set(pop.timeline.map(keyOf));
  const [newest] = pop.timeline;
  const missing = before.timeline.filter((entry) => !here.has(keyOf(entry)));
  const heard = missing.filter((entry) => newest && Date.parse(entry.at) > Date.parse(newest.at)).reverse().reduce(withEntry, pop);
  const further = missing.filter((entry) => !newest || Date.parse(entry.at) <= Date.parse(newest.at));
  const later = before.remedies.filter((one) => {
    const now = pop.remedies.find((other) => other.id === one.id);
    return !now || Date.parse(one.changed_at) > Date.parse(now.changed_at);
  });
  return later.reduce(withRemedy, { ...heard, timeline: [...heard.timeline, ...further].slice(0, ENTRIES_KEPT_MAX), timeline_total: Math.max(heard.timeline_total, before.timeline_total) });
}

/** Applies an entry to its case: the customer came back, or the case has another state. @param {import('../api/types.js').Case} file @param {Entry} entry */
function caseWith(file, { kind, body }) {
  if (kind === 'contact' && body.event === 'arrived') return { ...file, repeats: file.repeats + 1 };
  return kind === 'state' ? { ...file, state: body.state, waiting_on: body.waiting_on } : file;
}

/** @param {Pop} pop @param {Remedy} remedy @returns {Pop} */
export function withRemedy(pop, remedy) {
  const others = pop.remedies.filter((one) => one.id !== remedy.id);
  return { ...pop, remedies: [remedy, ...others] };
}

/** The written conversation of a contact. @param {Desk} desk @param {{ conversation?: { id: string } } | undefined} contact */
export const talkOf = (desk, contact) => desk.talks[contact?.conversation?.id ?? ''];

/** The name of a contact's customer, or that which the carrier gave. @param {Desk} desk @param {{ id?: string, channel: string, conversation?: { id: string } }} contact @param {string} [id] */
export const nameOf = (desk, contact, id = contact.id) =>
  desk.pops[id ?? '']?.customer.name || talkOf(desk, contact)?.name || ofChannel('offer.unknown_yet', contact.channel);

/**
 * Since when the customer waits for the agent: on a call since the contact arrived; in writing since the first message that no agent has
 * answered, and nobody waits after an answer.
 * @param {Desk} desk @param {Contact} contact
 */
export const waitsSince = (desk, contact) =>
  contact.conversation ? talkOf(desk, contact)?.waits : contact.arrived;

/** The contacts, those first whose customers wait longest for an answer. @param {Desk} desk */
export const work = (desk) => [...desk.contacts].sort((a, b) =>
  (waitsSince(desk, a) ?? Infinity) - (waitsSince(desk, b) ?? Infinity) || a.arrived - b.arrived || (a.id < b.id ? -1 : 1));

/** The state that the header shows: it follows from contacts and offers first, then from the presence. @param {Desk} desk */
export function doing(desk) {
  const held = work(desk);
  const talking = held.find((one) => one.state !== 'wrap_up');
  if (desk.offers.length) return { tone: 'offer', state: 'offered', channel: desk.offers[0].channel, since: desk.offers[0].until - desk.offers[0].whole };
  if (talking) return { tone: 'busy', state: talking.state, channel: talking.channel, since: talking.since };
  if (held.length) return { tone: 'wrap', state: 'wrap_up', channel: held[0].channel, since: held[0].since };
  if (desk.presence.state === 'ready') return { tone: 'ready', state: 'ready', channel: undefined, since: desk.presence.since };
  return { tone: desk.missed ? 'breach' : 'pause', state: desk.presence.state, channel: undefined, since: desk.presence.since };
}

/**
 * The steps of a contact on the desk. Only a bridged contact connects first: a carrier joins customer and agent.
 * @param {Desk} desk @param {Contact} contact
 */
export const stepsOf = ({ floor }, { channel }) =>
  [...(floor.channels.find((terms) => terms.channel === channel)?.link === 'bridged' ? ['connecting'] : []), 'connected', 'wrap_up'];

/**
 * Whether the agent may finish the contact. While a carrier joins customer and agent they may not; a contact whose customer could not be
 * reached, such as a callback, may be finished.
 * @param {Contact} contact
 */
export const canFinish = ({ state, reached }) => state !== 'connecting' || !reached;

/** Whether an entry is on the case to which its contact belongs; notes and remedies stay where they were written and given. @param {Entry} entry */
const isAboutItsCase = ({ kind, body }) => kind === 'outcome' || kind === 'identified' || (kind === 'contact' && body.event !== 'identified' && body.event !== 'switched_away');

/** The case of a contact, if the page knows it. @param {Contact} contact @param {Pop | undefined} pop */
export function caseOf(contact, pop) {
  const told = pop?.timeline.filter((entry) => entry.contact === contact.id) ?? [];
  const id = contact.case ?? (told.find(isAboutItsCase) ?? told[0])?.case;
  return id ?? pop?.cases.find((one) => one.state !== 'closed' && one.state !== 'resolved')?.id;
}
