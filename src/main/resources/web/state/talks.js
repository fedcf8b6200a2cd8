// @ts-check
/**
 * The written conversations of the desk, and how each message changes them: plain functions. A conversation is known by its id; its
 * messages have numbers without gaps, so a message that is missing is noticed, and one that comes twice changes nothing.
 *
 * @typedef {import('../api/types.js').Message} Message
 * @typedef {import('../api/types.js').Glance} Glance
 * @typedef {import('../api/types.js').Shown} Shown
 * @typedef {{ agent: string, name: string, state: 'viewing' | 'writing' | 'away' }} Viewer
 * @typedef {{
 *   id: string, name?: string, channel?: string, entrance?: string, subject?: string, messages: number, unread: number,
 *   last?: { writer: string, line: string, at: string },
 *   waits?: number,
 *   typing?: number,
 *   viewers: Viewer[],
 *   rows?: Message[],
 *   whole: boolean,
 *   shown?: Omit<Shown, 'messages'>,
 *   read: number, customerRead: number,
 * }} Talk
 * @typedef {Record<string, Talk>} Talks
 */

/** A customer who types says so again within this time. */
export const TYPING_FOR = 8_000;
const LINE_MAX = 140;

/** @type {Omit<Talk, 'id'>} */
const NEW = { messages: 0, unread: 0, viewers: [], whole: false, read: 0, customerRead: 0 };

/** @param {Talks} talks @param {string} id @param {(talk: Talk) => Talk} change @returns {Talks} */
const changed = (talks, id, change) => (talks[id] ? { ...talks, [id]: change(talks[id]) } : talks);

/** The conversation of an offer or contact, as the server sees it now. @param {Talks} talks @param {Glance | undefined} glance @param {number} now @returns {Talks} */
export function glanced(talks, glance, now) {
  if (!glance) return talks;
  const known = talks[glance.id] ?? { id: glance.id, ...NEW };
  if (glance.messages === undefined) return { ...talks, [glance.id]: known };
  if (glance.messages < known.messages) return talks; // this page knows more
  const { waits_ms: waited, ...rest } = glance;
  return { ...talks, [glance.id]: { ...known, ...rest, messages: glance.messages, unread: glance.unread ?? 0, waits: waited === undefined ? undefined : now - waited } };
}

/** @param {Talks} talks @param {any} message @param {number} now @returns {Talks} */
export function reduceTalks(talks, message, now) {
  switch (message.type) {
    case 'conversation':
      return glanced(talks, message.conversation, now);
    case 'message.added':
      return changed(talks, message.message.conversation, (talk) => withMessage(talk, message.message, now));
    case 'message.delivered':
      return changed(talks, message.conversation, (talk) => ({
        ...talk, rows: talk.rows?.map((row) => (row.number === message.number ? { ...row, delivery: message.delivery, why: message.why } : row)),
      }));
    case 'conversation.read':
      return changed(talks, message.conversation, (talk) => (message.by_customer
        ? { ...talk, customerRead: Math.max(talk.customerRead, message.number), rows: talk.rows?.map((row) => (row.number <= message.number ? readBy(row) : row)) }
        : { ...talk, read: Math.max(talk.read, message.number), unread: message.number >= talk.messages ? 0 : talk.unread }));
    case 'conversation.typing':
      // the viewers say which agents write
      return message.agent ? talks : changed(talks, message.conversation, (talk) => ({ ...talk, typing: message.is_typing ? now : undefined }));
    case 'viewers.changed':
      return changed(talks, message.conversation, (talk) => ({ ...talk, viewers: message.viewers }));
    default:
      return talks;
  }
}

/** @param {Message} row @returns {Message} */
const readBy = (row) => (row.writer !== 'customer' && ['queued', 'sent', 'delivered'].includes(row.delivery) ? { ...row, delivery: 'read' } : row);

/** @param {Talk} talk @param {Message} message @param {number} now @returns {Talk} */
function withMessage(talk, message, now) {
  const rows = talk.rows && withRow(talk.rows, message);
  if (message.number <= talk.messages) return rows === talk.rows ? talk : { ...talk, rows };
  const isTheirs = message.writer === 'customer';
  return {
    ...talk,
    rows,
    messages: message.number,
    unread: isTheirs ? talk.unread + 1 : message.writer === 'agent' ? 0 : talk.unread,
    last: { writer: message.writer, line: lineOf(message), at: message.at },
    waits: isTheirs ? (talk.waits ?? now) : message.writer === 'agent' ? undefined : talk.waits,
    typing: isTheirs ? undefined : talk.typing,
  };
}

/** The rows with this message; unchanged if it is there or would leave a gap. @param {Message[]} rows @param {Message} message */
function withRow(rows, message) {
  const last = rows.at(-1)?.number ?? 0;
  return message.number === last + 1 ? [...rows, message] : rows;
}

/** The text before quoted history. @param {Message} message */
const said = ({ text, details }) => (details?.quoted_at > 0 ? [...text].slice(0, details.quoted_at).join('') : text);

/** The beginning of a message on one line; of files alone, their names. @param {Message} message */
export const lineOf = (message) =>
  [...(said(message).replace(/\s+/g, ' ').trim() || message.attachments.map((file) => file.name).join(', '))].slice(0, LINE_MAX).join('');

/** The conversation after its newest messages were loaded. @param {Talks} talks @param {Shown} shown @returns {Talks} */
export function loaded(talks, shown) {
  const { messages, ...rest } = shown;
  const { conversation } = shown;
  const talk = talks[conversation.id] ?? { id: conversation.id, ...NEW };
  const newer = (talk.rows ?? []).filter((row) => row.number > (messages.at(-1)?.number ?? 0));
  const rows = newer.reduce(withRow, messages);
  const last = rows.at(-1);
  return {
    ...talks,
    [conversation.id]: {
      ...talk,
      name: talk.name || conversation.correspondent.name || conversation.correspondent.address, channel: conversation.channel, entrance: conversation.entrance, subject: conversation.subject,
      messages: Math.max(talk.messages, conversation.messages),
      read: Math.max(talk.read, conversation.agent_read), customerRead: conversation.customer_read,
      last: last ? { writer: last.writer, line: lineOf(last), at: last.at } : talk.last,
      rows, shown: rest, whole: (messages[0]?.number ?? 1) <= 1,
    },
  };
}

/** Older messages, the newest of them first. @param {Talks} talks @param {string} id @param {Message[]} older @returns {Talks} */
export const withOlder = (talks, id, older) => changed(talks, id, (talk) => {
  const first = talk.rows?.[0]?.number ?? 0;
  const rows = [...older.filter((row) => row.number < first).reverse(), ...(talk.rows ?? [])];
  return { ...talk, rows, whole: !older.length || (rows[0]?.number ?? 1) <= 1 };
});

/** Messages that this page has missed, the oldest first. @param {Talks} talks @param {string} id @param {Message[]} missed @param {number} now @returns {Talks} */
export const withMissed = (talks, id, missed, now) =>
  changed(talks, id, (talk) => missed.reduce((one, message) => withMessage(one, message, now), talk));

/** Whether newer messages than those shown are known of. @param {Talk} talk */
export const isBehind = (talk) => talk.rows !== undefined && (talk.rows.at(-1)?.number ?? 0) < talk.messages;

/** Whether the customer is typing now. @param {Talk | undefined} talk @param {number} now */
export const types = (talk, now) => talk?.typing !== undefined && now - talk.typing < TYPING_FOR;

/** Keeps the conversations of these contacts and offers. @param {Talks} talks @param {{ conversation?: { id: string } }[]} live @returns {Talks} */
export function pruned(talks, live) {
  const ids = new Set(live.flatMap((one) => one.conversation?.id ?? []));
  const kept = Object.entries(talks).filter(([id]) => ids.has(id));
  return kept.length === Object.keys(talks).length ? talks : Object.fromEntries(kept);
}
