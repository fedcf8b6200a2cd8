// @ts-check

/** @type {Map<string, Intl.NumberFormat>} making one is slow, and a page needs few */
const formats = new Map();

/** @param {string} currency */
function format(currency) {
  const made = formats.get(currency) ?? new Intl.NumberFormat('en', { style: 'currency', currency });
  formats.set(currency, made);
  return made;
}

/** @param {string} currency */
const digits = (currency) => format(currency).resolvedOptions().maximumFractionDigits ?? 2;

/** €12.50, of minor units. @param {number} minor @param {string} currency */
export const money = (minor, currency) => format(currency).format(minor / 10 ** digits(currency));

/** 1250 as 12.50, for a field. @param {number} minor @param {string} currency */
export const amountText = (minor, currency) => (minor / 10 ** digits(currency)).toFixed(digits(currency));

/** 12.50 or 12,50 as 1250; NaN when it is no amount. @param {string} text @param {string} currency */
export function amountMinor(text, currency) {
  const plain = text.trim().replace(',', '.');
  const allowed = new RegExp(`^\\d{1,9}(\\.\\d{0,${digits(currency)}})?$`);
  return allowed.test(plain) ? Math.round(Number(plain) * 10 ** digits(currency)) : NaN;
}
