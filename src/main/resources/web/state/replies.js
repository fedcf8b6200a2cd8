// @ts-check
import { inOrder } from '../lib/figures.js';

/**
 * The words of answers: canned replies with their placeholders, and the recipients of emails. Plain functions.
 *
 * @typedef {import('../api/types.js').CannedReply} CannedReply
 * @typedef {import('./drafts.js').ReplyDraft} ReplyDraft
 */

const HOLE = /\{\{\s*([^{}]*?)\s*\}\}/g;
const WHOLE_HOLE = /(\{\{[^{}]*\}\})/;
/** A slash at the beginning of a word, up to the cursor. */
const SLASH = /(?:^|\s)\/([^\s/]*)$/;

/** The placeholders that are still in a text, each once. @param {string} text */
export const unfilled = (text) => [...new Set([...text.matchAll(HOLE)].map(([whole]) => whole))];

/** The placeholders that the page fills; an agent fills in any other. */
export const PLACEHOLDERS = /** @type {const} */ (['customer.name', 'case.number', 'agent.name', 'queue.name']);

/** @typedef {Partial<Record<typeof PLACEHOLDERS[number], string | number>>} Known the words for placeholders that are known here */

/** A text with the placeholders filled that are known here; the others stay. @param {string} text @param {Known} known */
export const filled = (text, known) => text.replace(HOLE, (whole, name) => String(known[/** @type {keyof Known} */ (name)] || whole));

/** A text in parts: every second one is a placeholder. @param {string} text */
export const parted = (text) => text.split(WHOLE_HOLE);

/** What placeholders mean for a contact. @param {import('./desk.js').Desk} desk @param {import('./desk.js').Contact} contact @returns {Known} */
export function knownOf(desk, contact) {
  const pop = desk.pops[contact.id];
  const entry = pop?.timeline.find((one) => one.case === contact.case);
  return {
    'customer.name': pop?.customer.name || desk.talks[contact.conversation?.id ?? '']?.shown?.conversation.correspondent.name,
    'case.number': (pop?.cases.find((one) => one.id === contact.case) ?? openCase(pop))?.number ?? entry?.case_number,
    'agent.name': desk.me?.name,
    'queue.name': contact.queue_name,
  };
}

/** @param {import('../api/types.js').Pop | undefined} pop */
export const openCase = (pop) => pop?.cases.find((one) => one.state === 'open' || one.state === 'waiting');

/** What is typed after a slash before the cursor; undefined if nothing is looked for. @param {string} text @param {number} at */
export const wanted = (text, at) => SLASH.exec(text.slice(0, at))?.[1];

/** The replies that fit, those first whose shortcut begins so. @param {CannedReply[]} replies @param {string} typed */
export function fitting(replies, typed) {
  const word = typed.toLowerCase();
  const rank = (/** @type {CannedReply} */ one) => (one.shortcut.toLowerCase().startsWith(word) ? 0 : 1);
  return replies
    .filter((one) => one.shortcut.toLowerCase().includes(word) || one.text.toLowerCase().includes(word))
    .sort((a, b) => rank(a) - rank(b) || inOrder(a.shortcut, b.shortcut));
}

/** The text with a reply in place of the slash and what follows it, and the place of the cursor. @param {string} text @param {number} at @param {string} reply */
export function inserted(text, at, reply) {
  const typed = wanted(text, at);
  const from = typed === undefined ? at : at - typed.length - 1;
  return { text: text.slice(0, from) + reply + text.slice(at), at: from + reply.length };
}

/** Addresses that are typed with commas, semicolons or spaces between them. @param {string | undefined} typed */
export const asked = (typed) => (typed ?? '').split(/[,;\s]+/).filter(Boolean);

/** @param {import('../api/types.js').MailAddress[] | undefined} list */
const addresses = (list) => (list ?? []).map((one) => one.address).filter(Boolean);

/** The message that is answered or forwarded. @param {import('./talks.js').Talk} talk */
export const answered = (talk) => talk.rows?.findLast((row) => row.writer === 'customer') ?? talk.rows?.at(-1);

/** Whether a mail's last file is the whole mail as it came. @param {import('../api/types.js').Message} message */
export const hasOriginal = ({ writer, attachments }) => {
  const last = attachments.at(-1);
  return writer === 'customer' && last?.name === 'original.eml' && last.type === 'message/rfc822';
};

/**
 * The recipients and the subject that an email begins with. A reply goes to the writer of the newest mail of the customer; to all also to
 * its other recipients, but never to our own mailbox; a forwarded one has its text in it.
 * @param {import('./talks.js').Talk} talk @param {ReplyDraft['mode']} mode @param {ReplyDraft} draft @returns {Partial<ReplyDraft>}
 */
export function mailOf(talk, mode, draft) {
  const mail = answered(talk);
  const details = mail?.details ?? {};
  const ours = (talk.entrance ?? '').toLowerCase();
  const sender = (addresses([details.reply_to].flat().filter(Boolean))[0] ?? details.from?.address ?? talk.shown?.conversation.correspondent.address ?? '');
  const others = (/** @type {string[]} */ list) => [...new Set(list)].filter((one) => ![ours, sender.toLowerCase()].includes(one.toLowerCase()));
  const subject = details.subject ?? talk.subject ?? '';
  if (mode === 'all') return { to: [sender, ...others(addresses(details.to))].join(', '), cc: others(addresses(details.cc)).join(', '), bcc: '', subject: '' };
  if (mode === 'forward') {
    const head = `${draft.text.trimEnd()}\n\n---------- ${sender}, ${subject} ----------\n`;
    const original = mail?.text ?? '';
    return { to: '', cc: '', bcc: '', subject: /^fwd?:/i.test(subject) ? subject : `Fwd: ${subject}`, ...(draft.mode === 'forward' || !mail ? {} : { text: `${head}${original}` }) };
  }
  return { to: '', cc: '', bcc: '', subject: '' };
}
