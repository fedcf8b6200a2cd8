// @ts-check
/**
 * What the search for everything shows: lists of options, and which of them is chosen.
 *
 * @typedef {{ id: string, name: string, provisional: boolean }} CustomerName
 * @typedef {{
 *   customers: import('../api/types.js').Acquaintance[],
 *   orders: { number: string, state: string, placed_at: string, customer: CustomerName }[],
 *   cases: { id: string, number: number, kind: string, subject: string, state: string, customer: CustomerName }[],
 *   contacts: { id: string, channel: string, queue: string, arrived_at: string, ended?: string, customer: CustomerName }[],
 *   incomplete: boolean }} Found
 * @typedef {{ id: string, name: string, key?: import('./keys.js').Action, run: () => unknown }} Command
 * @typedef {{ key: string, customer?: string, order?: string, case?: string, command?: Command, item?: any }} Option
 * @typedef {{ name: 'commands' | 'customers' | 'orders' | 'cases' | 'contacts', options: Option[] }} Section
 */

/** More commands than these hide what was found. */
const COMMANDS_MAX = 6;

/** A text as it is compared: small letters without accents. @param {string} text */
export const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The commands with words that begin with all of the typed words. @param {Command[]} commands @param {string} typed */
export function commandsFor(commands, typed) {
  const asked = folded(typed).split(/\s+/).filter(Boolean);
  if (!asked.length) return commands;
  return commands.filter(({ name }) => {
    const words = folded(name).split(/[^\p{L}\p{N}]+/u);
    return asked.every((one) => words.some((word) => word.startsWith(one)));
  }).slice(0, COMMANDS_MAX);
}

/**
 * The lists in their order. What the person asks for by its own name comes first, so that Enter means the same before and after the server answers.
 * @param {Command[]} commands those for the typed text @param {Found | undefined} found @returns {Section[]}
 */
export function sections(commands, found) {
  /** @type {Section[]} */
  const all = [{ name: 'commands', options: commands.map((command) => ({ key: `command-${command.id}`, command })) }];
  if (found) {
    all.push(
      { name: 'customers', options: found.customers.map((item) => ({ key: `customer-${item.id}`, customer: item.id, item })) },
      { name: 'orders', options: found.orders.map((item) => ({ key: `order-${item.number}`, customer: item.customer.id, order: item.number, item })) },
      { name: 'cases', options: found.cases.map((item) => ({ key: `case-${item.id}`, customer: item.customer.id, case: item.id, item })) },
      { name: 'contacts', options: found.contacts.map((item) => ({ key: `contact-${item.id}`, customer: item.customer.id, item })) },
    );
  }
  return all.filter(({ options }) => options.length);
}

/** The option that stays chosen when the lists change: the same one, else the first. @param {Option[]} options @param {string} key */
export const staying = (options, key) => (options.some((one) => one.key === key) ? key : (options[0]?.key ?? ''));

/** The option after or before this one; the ends are joined, and from none the first or the last follows. @param {Option[]} options @param {string} key @param {number} by */
export function stepped(options, key, by) {
  const at = options.findIndex((one) => one.key === key);
  const next = at < 0 && by < 0 ? options.length - 1 : at + by;
  return options.length ? options[(next + options.length) % options.length].key : '';
}
