// @ts-check
import { en } from '../i18n/en.js';

/**
 * @typedef {keyof typeof en | keyof typeof import('../i18n/en-written.js').written | keyof typeof import('../i18n/en-canned.js').canned
 *   | keyof typeof import('../i18n/en-forms.js').forms | keyof typeof import('../i18n/en-wall.js').wall
 *   | keyof typeof import('../i18n/en-queue.js').queue | keyof typeof import('../i18n/en-alerts.js').alerts
 *   | keyof typeof import('../i18n/en-shell.js').shell | keyof typeof import('../i18n/en-docs.js').docs
 *   | keyof typeof import('../i18n/en-demo.js').demo | keyof typeof import('../i18n/en-find.js').find | keyof typeof import('../i18n/en-keys.js').keyTexts} Key
 */

/** @param {Key} key @returns {string} */
const textOf = (key) => /** @type {Record<string, string>} */ (en)[key];

const FROM_RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Text of the other direction stands in marks (Unicode's isolates), so that it does not move the words and full stops around it. @param {string} text @param {string} around */
const apart = (text, around) => (text && FROM_RIGHT.test(text) !== FROM_RIGHT.test(around) ? `\u2068${text}\u2069` : text);

/**
 * The text of that name, with its {holes} filled.
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 */
export const t = (key, values) => {
  const text = textOf(key);
  return text.replace(/\{(\w+)\}/g, (_, hole) => apart(String(values?.[hole] ?? ''), text));
};

/**
 * The same, for holes that are markup: a list that a template renders as it is.
 * @param {Key} key
 * @param {Record<string, unknown>} values
 */
export const rich = (key, values) =>
  textOf(key).split(/\{(\w+)\}/).map((part, i) => (i % 2 ? values[part] : part));

/** "1 contact", "2 contacts": `key.one` or `key.many`. @param {string} key @param {number} n */
export const count = (key, n) => t(/** @type {Key} */ (`${key}.${n === 1 ? 'one' : 'many'}`), { n });

/** A field's text, cut as the server counts: `maxlength` counts an emoji twice. @param {any} event @param {number} most */
export function typed({ target }, most) {
  const text = [...target.value].slice(0, most).join('');
  if (text !== target.value) target.value = text;
  return text;
}

/**
 * The text of a key that may be missing, for words that come from the server.
 * @param {string} key @param {string} otherwise @param {Record<string, string | number>} [values]
 */
export const word = (key, otherwise, values) => (key in en ? t(/** @type {Key} */ (key), values) : otherwise);

/**
 * The text of the key for this channel, or else for all channels.
 * @param {string} key @param {string | undefined} channel @param {Record<string, string | number>} [values]
 * @param {string} [otherwise] for a key that comes from a newer server
 */
export const ofChannel = (key, channel, values, otherwise = key) => word(`${key}.${channel}`, word(key, otherwise, values), values);

/** The name of a language in the language of the page; the tag if it has none. @param {string} tag */
export function languageName(tag) {
  try {
    return new Intl.DisplayNames([document.documentElement.lang || 'en'], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
