// @ts-check
import { channelIcon } from '../lib/icons.js';
import { humanised, ofChannel, t, word } from '../lib/text.js';
import { clock } from '../lib/time.js';
import { lineOf } from '../state/remedies.js';
import { pieces, whatOf } from './remedy-text.js';

/**
 * A timeline entry in words.
 *
 * @typedef {import('../api/types.js').Entry} Entry
 * @typedef {{ agent: (id: string | undefined) => string, department: (id: string | undefined) => string, queue: (id: string | undefined) => string, channel: (id: string | undefined) => string | undefined, line: (id: string | undefined) => import('../api/types.js').Line | undefined }} Names
 * @typedef {{ key: string, entry: Entry, icon: import('../lib/icons.js').Icon, text: string, quote: string, who: string, tone: string, contact?: string, channel?: string }} Row
 */

/** @param {import('../state/desk-store.js').DeskStore} store @param {import('../api/types.js').Pop} pop @returns {Names} */
export function namesOf(store, pop) {
  const { floor, me } = store.desk;
  const find = (/** @type {{ id: string, name: string }[]} */ list, /** @type {string | undefined} */ id) =>
    list.find((one) => one.id === id)?.name ?? humanised(id);
  return {
    agent: (id) => (id && id === me?.id ? t('timeline.you') : ((id && store.agents[id]) ?? humanised(id))),
    department: (id) => find(floor.departments, id),
    queue: (id) => find(floor.queues, id),
    channel: (id) => floor.queues.find((queue) => queue.id === id)?.channel,
    line: (id) => lineOf(pop, id)?.line,
  };
}

/**
 * A contact is one row, which says how it ended. Hand-overs, notes and remedies are rows of their own. When a contact turns out to belong to
 * another customer, its case has no entry of its arrival; its row is then made from its outcome.
 * @param {Entry[]} entries the entries to show, newest first @param {Names} names @param {Entry[]} all known entries
 */
export function rows(entries, names, all = entries) {
  /** @type {Set<string>} */
  const told = new Set();
  return entries.flatMap((entry) => {
    const ofContact = entry.contact ? all.filter((one) => one.contact === entry.contact && !isHandOver(one)) : [];
    const channel = channelOf(ofContact, names);
    if (isHandOver(entry)) return [rowOf(entry, names, channel)];
    const written = entry.kind === 'contact' && entry.contact ? [] : [rowOf(entry, names, channel)];
    const tells = entry.kind === 'contact' || (entry.kind === 'outcome' && !ofContact.some((one) => one.kind === 'contact' && one.case === entry.case));
    if (!entry.contact || !tells || told.has(entry.contact)) return written;
    told.add(entry.contact);
    return [...written, contactRow(rowOf({ ...entry, kind: 'contact' }, names, channel), ofContact, names)];
  });
}

/** A move to another department or case is a row of its own. @param {Entry} entry */
const isHandOver = ({ kind, body }) => kind === 'contact' && (body.event === 'handed_over' || isSwitch(body));

/** Whether an agent has switched the contact to another case. @param {any} body */
const isSwitch = ({ event }) => event === 'switched_away' || event === 'switched_here';

/** The channel of a contact, if its entries contain it. @param {Entry[]} all of the contact @param {Names} names */
export const channelOf = (all, names) => all.map(({ body }) => body.channel ?? names.channel(body.queue)).find(Boolean);

/** @param {Row} row @param {Entry[]} all of the contact, newest first @param {Names} names @returns {Row} */
function contactRow(row, all, names) {
  const find = (/** @type {string} */ event) => all.find((one) => one.body.event === event);
  const queue = names.queue(all.map((one) => one.body.queue).find(Boolean));
  const end = find('ended');
  const outcome = all.find((one) => one.kind === 'outcome');
  const answered = end?.body.how === 'handled' ? end : find('connected');
  const left = end?.body.how === 'abandoned' || (!answered && find('abandoned'));
  const connected = answered ?? (left ? undefined : outcome);
  const over = end ?? find('closed') ?? find('wrap_up') ?? outcome;
  const event = left ? 'abandoned' : connected ? (over ? 'answered' : 'talking') : all.filter((one) => one.kind === 'contact')[0].body.event;
  // A late outcome may be all that the page has of a contact.
  const alone = outcome && all.every((one) => one.kind !== 'contact' && !one.body.event) ? outcome : undefined;
  const open = all.some((one) => one.body.without_outcome) && !outcome;
  return {
    ...row,
    key: `contact ${row.entry.contact}`,
    contact: row.entry.contact,
    tone: left || open ? 'warn' : '',
    text: alone ? t('row.outcome_alone', { what: whatText(row.channel, queue), outcome: outcomeName(alone) }) : rowText(event, row.channel, queue),
    quote: open ? t('row.without_outcome') : '',
    who: [connected && who(connected.agent ?? row.entry.agent, connected.department ?? row.entry.department, names), end && end.kind === 'contact' && times(end.body, row.channel)].filter(Boolean).join(' · '),
  };
}

/** @param {string} event @param {string | undefined} channel @param {string} queue */
function rowText(event, channel, queue) {
  return ofChannel(`row.${event}`, channel, { what: whatText(channel, queue) });
}

/** @param {string | undefined} channel @param {string} queue */
const whatText = (channel, queue) => (queue ? ofChannel('row.to', channel, { queue }) : ofChannel('channel', channel));

/** @param {Entry} entry */
const outcomeName = ({ body }) => body.outcome_name ?? humanised(body.outcome);

/** How long the customer waited, and how long the conversation took. @param {{ waited_ms?: number, talked_ms?: number }} body @param {string | undefined} channel */
const times = ({ waited_ms: waited, talked_ms: talked }, channel) =>
  [waited === undefined ? '' : t('time.waited', { time: clock(waited) }), talked === undefined ? '' : ofChannel('time.talked', channel, { time: clock(talked) })].filter(Boolean).join(', ');

/**
 * An event of a contact's story in words. Joining a queue is how a contact arrives.
 * @param {import('../api/types.js').StoryEvent} event @param {Names} names @param {string | undefined} channel
 */
export function eventText({ event, queue, cause, agent }, names, channel) {
  const text = ofChannel(`event.${event === 'queued' ? 'arrived' : event}`, channel, { queue: names.queue(queue) });
  if (event === 'queued' && agent) return t('event.first_for', { text });
  return event === 'withdrawn' || event === 'moved' ? word(`event.${event}.${cause}`, text) : text;
}

/** @param {Entry} entry @param {Names} names @param {string} [channel] of its contact @returns {Row} */
export function rowOf(entry, names, channel = channelOf([entry], names)) {
  const { body } = entry;
  const base = {
    key: `${entry.case} ${entry.number}`, entry, quote: '', tone: '', channel,
    who: entry.recorded_by ? [entry.recorded_by, names.department(entry.department)].filter(Boolean).join(', ') : who(entry.agent, entry.department, names), icon: /** @type {import('../lib/icons.js').Icon} */ ('dot'), text: humanised(entry.kind),
  };
  switch (entry.kind) {
    case 'contact':
      if (isSwitch(body)) return { ...base, icon: 'swap', text: t(`event.${/** @type {'switched_away' | 'switched_here'} */ (body.event)}`, { number: body.other_number }) };
      return isHandOver(entry)
        ? { ...base, icon: channelIcon(channel), text: t('event.handed_over', { from: names.department(body.from_department), to: names.department(body.to_department) }), who: [word(`event.moved.${body.cause}`, ''), base.who].filter(Boolean).join(' · ') }
        : { ...base, icon: channelIcon(channel), text: eventText({ at: entry.at, ...body, event: body.how === 'abandoned' ? 'abandoned' : body.event }, names, channel), who: [base.who, times(body, channel)].filter(Boolean).join(' · ') };
    case 'note':
      return { ...base, icon: 'note', text: t('entry.note'), quote: body.text };
    case 'outcome': {
      const outcome = outcomeName(entry);
      const text = body.recorded_by ? t('entry.outcome_by', { outcome, account: body.recorded_by }) : t('entry.outcome', { outcome });
      return { ...base, icon: 'flag', text, quote: body.note ?? '', who: [base.who, times(body, channel)].filter(Boolean).join(' · ') };
    }
    case 'remedy': {
      const what = whatOf({ kind_name: humanised(body.kind), ...body });
      const text = word(`remedy.${body.event ?? body.state}`, what, { what });
      const object = body.order_line ? t('timeline.remedy_for', { text, object: pieces(body, names.line(body.order_line)) }) : text;
      const by = body.agent_name && !entry.recorded_by ? [body.agent === entry.agent ? base.who : body.agent_name].filter(Boolean).join(', ') : base.who;
      return { ...base, icon: 'gift', tone: 'done', text: [object, body.tracking && t('guard.tracking', { tracking: body.tracking })].filter(Boolean).join(' · '), quote: (body.event && body.event !== 'given' && body.event !== 'repeated' ? body.why : body.reason) ?? '', who: by };
    }
    case 'state': {
      const waits = body.waiting_on ? 'state.waiting_on.' + body.waiting_on : `state.${body.state}`;
      const tone = body.state === 'resolved' || body.state === 'closed' ? 'done' : '';
      return { ...base, icon: body.state === 'waiting' ? 'clock' : 'check', tone, text: word(body.cause === 'contact' ? 'state.came_back' : body.cause === 'emptied' ? 'state.emptied' : waits, humanised(body.state)), quote: body.why ?? '' };
    }
    case 'rating':
      return { ...base, icon: 'flag', tone: body.score < 3 ? 'warn' : '', text: t('entry.rating', { score: body.score }), quote: body.comment ?? '' };
    case 'identified':
      return { ...base, icon: 'user', text: ofChannel('event.identified', channel) };
    default:
      return base;
  }
}

/** @param {string} text */
const folded = (text) => text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

/** Whether an entry has each of the words in a text that people read, as the server looks for them. @param {Entry} entry @param {string} words */
export function tells({ body }, words) {
  const text = folded([body.text, body.note, body.outcome_name, body.kind_name, body.title, body.article, body.tracking, body.reason, body.why, body.comment].filter(Boolean).join(' '));
  return folded(words).split(/\s+/).every((word) => text.includes(word));
}

/** @param {string | undefined} agent @param {string | undefined} department @param {Names} names */
const who = (agent, department, names) => [names.agent(agent), names.department(department)].filter(Boolean).join(', ');
