// @ts-check
import { t, word } from '../lib/text.js';
import { lineOf } from '../state/remedies.js';
import { pieces, whatOf } from './remedy-text.js';

/**
 * A timeline entry in words.
 *
 * @typedef {import('../api/types.js').Entry} Entry
 * @typedef {{ agent: (id: string | undefined) => string, department: (id: string | undefined) => string, queue: (id: string | undefined) => string, line: (id: string | undefined) => import('../api/types.js').Line | undefined }} Names
 * @typedef {{ key: string, entry: Entry, icon: import('../lib/icons.js').Icon, text: string, quote: string, who: string, tone: string }} Row
 */

/** @param {import('../state/desk-store.js').DeskStore} store @param {import('../api/types.js').Pop} pop @returns {Names} */
export function namesOf(store, pop) {
  const { floor, me } = store.desk;
  const find = (/** @type {{ id: string, name: string }[]} */ list, /** @type {string | undefined} */ id) =>
    list.find((one) => one.id === id)?.name ?? id ?? '';
  return {
    agent: (id) => (id && id === me?.id ? t('timeline.you') : ((id && store.agents[id]) ?? id ?? '')),
    department: (id) => find(floor.departments, id),
    queue: (id) => find(floor.queues, id),
    line: (id) => lineOf(pop, id)?.line,
  };
}

/** A call is one row, told by what happened to it last; what people wrote and gave are rows of their own. @param {Entry[]} entries newest first @param {Names} names */
export function rows(entries, names) {
  /** @type {Row[]} */
  const made = [];
  /** @type {Map<string, Entry[]>} */
  const calls = new Map();
  for (const entry of entries) {
    if (entry.kind !== 'contact' || !entry.contact) {
      made.push(rowOf(entry, names));
      continue;
    }
    const known = calls.get(entry.contact);
    if (known) known.push(entry);
    else {
      const all = [entry];
      calls.set(entry.contact, all);
      made.push({ ...rowOf(entry, names), key: `call ${entry.contact}` });
    }
  }
  return made.map((row) => {
    const all = row.entry.contact && row.key.startsWith('call') ? calls.get(row.entry.contact) : undefined;
    if (!all) return row;
    const said = entries.some((one) => one.kind === 'outcome' && one.contact === row.entry.contact);
    const open = !said && all.some((one) => one.body.without_outcome);
    return { ...callRow(row, all, names), ...(open ? { tone: 'warn', quote: t('call.without_outcome') } : {}) };
  });
}

/** @param {Row} row @param {Entry[]} all newest first @param {Names} names @returns {Row} */
function callRow(row, all, names) {
  const find = (/** @type {string} */ event) => all.find((one) => one.body.event === event);
  const queue = names.queue(all.map((one) => one.body.queue).find(Boolean));
  const connected = find('connected');
  const agent = connected?.agent ?? all.map((one) => one.agent).find(Boolean);
  const left = find('abandoned');
  const event = connected ? (find('closed') ?? find('wrap_up') ? 'answered' : 'talking') : left ? left.body.event : all[0].body.event;
  return {
    ...row,
    icon: 'phone',
    tone: left && !connected ? 'warn' : '',
    text: word(`call.${event}`, event, { queue }),
    who: connected ? who(agent, connected.department ?? row.entry.department, names) : '',
  };
}

/** @param {Entry} entry @param {Names} names @returns {Row} */
export function rowOf(entry, names) {
  const { body } = entry;
  const base = {
    key: `${entry.case} ${entry.number}`, entry, quote: '', tone: '',
    who: entry.recorded_by ? [entry.recorded_by, names.department(entry.department)].filter(Boolean).join(', ') : who(entry.agent, entry.department, names), icon: /** @type {import('../lib/icons.js').Icon} */ ('dot'), text: entry.kind,
  };
  switch (entry.kind) {
    case 'contact':
      return { ...base, icon: 'phone', text: word(`event.${body.event}`, body.event, { queue: names.queue(body.queue) }) };
    case 'note':
      return { ...base, icon: 'note', text: t('entry.note'), quote: body.text };
    case 'outcome': {
      const outcome = body.outcome_name ?? body.outcome;
      const text = body.recorded_by ? t('entry.outcome_by', { outcome, account: body.recorded_by }) : t('entry.outcome', { outcome });
      return { ...base, icon: 'flag', text, quote: body.note ?? '' };
    }
    case 'remedy': {
      const what = whatOf({ kind_name: body.kind, ...body });
      const text = word(`remedy.${body.event ?? body.state}`, what, { what });
      const object = body.order_line ? t('timeline.remedy_for', { text, object: pieces(body, names.line(body.order_line)) }) : text;
      const by = body.agent_name && !entry.recorded_by ? [body.agent === entry.agent ? base.who : body.agent_name].filter(Boolean).join(', ') : base.who;
      return { ...base, icon: 'gift', tone: 'done', text: [object, body.tracking && t('guard.tracking', { tracking: body.tracking })].filter(Boolean).join(' · '), quote: body.reason ?? '', who: by };
    }
    case 'state': {
      const waits = body.waiting_on ? 'state.waiting_on.' + body.waiting_on : `state.${body.state}`;
      const tone = body.state === 'resolved' || body.state === 'closed' ? 'done' : '';
      return { ...base, icon: body.state === 'waiting' ? 'clock' : 'check', tone, text: word(body.cause === 'contact' ? 'state.came_back' : waits, body.state), quote: body.why ?? '' };
    }
    case 'identified':
      return { ...base, icon: 'user', text: t('entry.identified') };
    default:
      return base;
  }
}

/** @param {string | undefined} agent @param {string | undefined} department @param {Names} names */
const who = (agent, department, names) => [names.agent(agent), names.department(department)].filter(Boolean).join(', ');
