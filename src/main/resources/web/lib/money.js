// @ts-check
import table from '../../tandem/base/currencies.txt';
import { locale } from './language.js';
import { t } from './text.js';

/**
 * Amounts are sent in the smallest unit of ISO 4217, with the server's number of digits. Only the symbol and the grouping come from
 * Intl, because CLDR shortens some currencies to whole units. Every amount stays a whole number or a text, so nothing is rounded.
 */

/** The digits behind the point by code; the table has "none" for a currency without a smaller unit. @type {Map<string, number>} */
const digitsOf = new Map([...table.matchAll(/^(\d+|none): (.+)$/gm)].flatMap(([, digits, codes]) =>
  codes.split(' ').map((code) => [code, digits === 'none' ? 0 : Number(digits)])));

const DECIMAL = new Intl.NumberFormat(locale).formatToParts(0.5)[1].value;

/** @type {Map<string, Intl.NumberFormat>} making one is slow, and a page needs few */
const formats = new Map();

/** @param {string} currency @param {number} digits */
function format(currency, digits) {
  const made = formats.get(currency)
    ?? new Intl.NumberFormat(locale, { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(currency, made);
  return made;
}

/** The number of decimals; a currency that is not in the table has none. @param {string} currency */
const digits = (currency) => digitsOf.get(currency) ?? 0;

/** €12.50, of minor units. @param {number | bigint} minor @param {string} currency */
export function money(minor, currency) {
  const known = digitsOf.get(currency);
  if (known === undefined) return t('money.unknown', { amount: minor.toString(), currency });
  return format(currency, known).format(/** @type {any} a text is taken as it is */ (plain(minor, currency)));
}

/** 1250 as 12.50. @param {number | bigint} minor @param {string} currency */
function plain(minor, currency) {
  const behind = digits(currency);
  const figures = BigInt(minor).toString().replace('-', '').padStart(behind + 1, '0');
  const at = figures.length - behind;
  return `${minor < 0 ? '-' : ''}${figures.slice(0, at)}${behind ? `.${figures.slice(at)}` : ''}`;
}

/** 1250 as 12.50, for a field, with the comma of the languages that have one. @param {number | bigint} minor @param {string} currency */
export const amountText = (minor, currency) => plain(minor, currency).replace('.', DECIMAL);

/** 12.50 or 12,50 as 1250; NaN when it is no amount, or one that cannot be told exactly. @param {string} text @param {string} currency */
export function amountMinor(text, currency) {
  const behind = digits(currency);
  const parts = new RegExp(`^(\\d{1,16})(?:[.,](\\d{0,${behind}}))?$`).exec(text.trim());
  const minor = parts ? Number(parts[1] + (parts[2] ?? '').padEnd(behind, '0')) : NaN;
  return Number.isSafeInteger(minor) ? minor : NaN;
}

/** An example of a typed amount. @param {string} currency */
export const amountExample = (currency) => amountText(BigInt(`125${'0'.repeat(Math.max(0, digits(currency) - 1))}`), currency);
