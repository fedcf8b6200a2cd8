// @ts-check
import { locale } from './language.js';

/** A number with so many digits behind the point. @param {number} n @param {number} [digits] */
export const figure = (n, digits = 0) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false }).format(n);

/** In which order this language sorts names. */
export const { compare: inOrder } = new Intl.Collator(locale);
