// @ts-check
/**
 * The state of a visitor's chat, and how a message of the server changes it: plain functions.
 *
 * @typedef {{ name: string, type: string, size: number }} File
 * @typedef {{ number: number, at: string, writer: 'you' | 'agent' | 'system', text: string, id?: string, attachments?: File[], remedy?: { name: string, title?: string, tracking?: string } }} Message
 * @typedef {{ name: string, greeting: string, is_open: boolean, takes_mail: boolean, hours: { from: string, to: string }[] }} Site
 * @typedef {{ state: 'none' | 'waiting' | 'talking', contact?: string, place?: number, estimate_s?: number, agent?: string }} Contact
 * @typedef {{ id: string, text: string, files: { id: string, name: string }[], refused?: string }} Pending
 * @typedef {{ site?: Site, messages: Message[], after: number, contact: Contact, agent: string, answered?: string, closed?: string, agentRead: number, typing: boolean, pending: Pending[] }} Chat
 */

/** @returns {Chat} */
export const emptyChat = () => ({ messages: [], after: 0, contact: { state: 'none' }, agent: '', agentRead: 0, typing: false, pending: [] });

/** The number of the last message that is known. @param {Chat} chat */
export const last = (chat) => chat.messages.at(-1)?.number ?? chat.after;

/** @param {Chat} chat @param {any} message @returns {Chat} */
export function reduce(chat, message) {
  switch (message.type) {
    case 'welcome': {
      const known = chat.messages.length > 0 && last(chat) === message.after;
      return { ...chat, site: message.site ?? chat.site, agentRead: message.agent_read, typing: false, ...(known ? {} : { messages: [], after: message.after }) };
    }
    case 'message': {
      if (message.number !== last(chat) + 1) return chat; // it came before
      const pending = message.id ? chat.pending.filter((one) => one.id !== message.id) : chat.pending;
      // whoever answers has read what came before
      const fromAgent = message.writer === 'agent';
      return { ...chat, messages: [...chat.messages, message], pending, typing: !fromAgent && chat.typing, agentRead: fromAgent ? message.number : chat.agentRead };
    }
    case 'read':
      return { ...chat, agentRead: Math.max(chat.agentRead, message.number) };
    case 'typing':
      return { ...chat, typing: message.is_typing };
    case 'state':
      return contactChanged(chat, message);
    default:
      return chat; // of a newer server
  }
}

/** A contact that is no longer there has ended. @param {Chat} chat @param {Contact} contact @returns {Chat} */
function contactChanged(chat, contact) {
  const talked = contact.state === 'talking' ? contact.contact : chat.answered;
  const ended = chat.contact.contact ?? chat.answered;
  return {
    ...chat,
    contact,
    agent: contact.agent ?? (contact.state === 'none' ? '' : chat.agent),
    answered: contact.state === 'none' ? undefined : talked,
    closed: contact.state === 'none' ? (ended && ended === chat.answered ? ended : chat.closed) : undefined,
    typing: contact.state === 'talking' && chat.typing,
  };
}

/** Puts a page of earlier messages before the others. @param {Chat} chat @param {Message[]} page the newest first @returns {Chat} */
export function earlier(chat, page) {
  const older = page.filter((one) => one.number <= chat.after).reverse();
  return older.length && older.at(-1)?.number === chat.after
    ? { ...chat, messages: [...older, ...chat.messages], after: older[0].number - 1 }
    : chat;
}

/** @param {Chat} chat @param {Pending} message @returns {Chat} */
export const waiting = (chat, message) => ({ ...chat, pending: [...chat.pending, message] });

/** The server has stored it: it stays until it comes back as a message. @param {Chat} chat @param {string} id @param {string} why @returns {Chat} */
export const refused = (chat, id, why) => ({ ...chat, pending: chat.pending.map((one) => (one.id === id ? { ...one, refused: why } : one)) });

/** @param {Chat} chat @param {string} id @returns {Chat} */
export const without = (chat, id) => ({ ...chat, pending: chat.pending.filter((one) => one.id !== id) });

/** The name of the visitor whom a token is for: `v.` and a random part, or `u.` and that of a user for whom the site has vouched. @param {string} token */
export const visitorOf = (token) => token.slice(0, Math.max(0, token.lastIndexOf('.')));

/**
 * Whether what this tab has kept of one visitor is that of another: a user has logged out, or another one is there. Somebody who logs in stays
 * the same person.
 * @param {string | undefined} kept @param {string} now
 */
export const isOfAnother = (kept, now) => Boolean(kept?.startsWith('u.')) && kept !== now;

/** The wait in whole minutes, never fewer than it takes. @param {number} seconds */
export const minutes = (seconds) => Math.max(1, Math.ceil(seconds / 60));

/** The next time when somebody answers. @param {Site} site @param {number} now */
export const opens = (site, now) => site.hours.find((one) => Date.parse(one.from) > now)?.from;

/** In how many milliseconds a site that is closed opens. @param {Site | undefined} site @param {number} now */
export function opensIn(site, now) {
  const next = site && !site.is_open ? opens(site, now) : undefined;
  return next === undefined ? undefined : Date.parse(next) - now;
}
