// @ts-check
import { call, page, query } from './http.js';

const FOUND_MAX = 8;
const PHONE_DIGITS_MIN = 5;

/** One letter of an alphabet begins thousands of names, but one Chinese character can be a name. */
const TOO_MANY = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\d]$/u;

const PHONE_OF_A_CARRIER = /^[a-z]+:\s*\+/i;

/** The searches for a text. It is always searched by words too, because an order number may look like a phone number. @param {string} wanted @returns {any[]} */
function ways(wanted) {
  const digits = wanted.match(/\p{Nd}/gu) ?? [];
  const phone = PHONE_OF_A_CARRIER.test(wanted) || (!/\p{L}/u.test(wanted) && digits.length >= PHONE_DIGITS_MIN);
  return [...(phone ? [{ phone: wanted }] : []), ...(wanted.includes('@') ? [{ email: wanted }] : []), { q: wanted }];
}

/** Finds no customer if the text is not a phone number or address. @param {any} by */
const customers = (by) =>
  call('GET', `/customers${query({ ...by, limit: FOUND_MAX })}`).then((found) => page(found).rows, (problem) => {
    if (by.q || problem.status !== 422) throw problem;
    return [];
  });

/** Whether a text is too short to be searched for. @param {string} wanted */
export const isTooShort = (wanted) => !wanted || TOO_MANY.test(wanted);

/** The customers whom a text means: by name, order, phone number or address. @param {string} wanted @returns {Promise<import('./types.js').Acquaintance[]>} */
export async function findCustomers(wanted) {
  const rows = (await Promise.all(ways(wanted).map(customers))).flat();
  return [...new Map(rows.map((one) => [one.id, one])).values()].slice(0, FOUND_MAX);
}
