// @ts-check
import { common } from 'texts/common.js';
import { filled } from './filled.js';
import { language, locale } from './language.js';

/**
 * Every text of the pages by its key, as English has them; `texts/` is the folder of the page's language (`i18n/de`), which the build chooses.
 *
 * @typedef {typeof common & typeof import('texts/alerts.js').alerts & typeof import('texts/canned.js').canned
 *   & typeof import('texts/desk.js').desk & typeof import('texts/demo.js').demo & typeof import('texts/docs.js').docs & typeof import('texts/find.js').find & typeof import('texts/forms.js').forms
 *   & typeof import('texts/keys.js').keyTexts & typeof import('texts/queue.js').queue & typeof import('texts/shell.js').shell & typeof import('texts/told.js').told & typeof import('texts/wall.js').wall
 *   & typeof import('texts/written.js').written} Texts
 * @typedef {keyof Texts} Key
 * @typedef {{ [K in Key]: K extends `${infer C}.other` ? C : never }[Key]} Counted
 */

/** The texts that the page has, by now. @type {Record<string, string>} */
const texts = { ...common };

/** Adds the texts of a part of the page, which come with its code. @param {Partial<Texts>} part */
export const know = (part) => Object.assign(texts, part);

/**
 * The text of that name, with its {holes} filled.
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 */
export const t = (key, values) => filled(texts[key], values);

/**
 * The same, for holes that are markup: a list that a template renders as it is.
 * @param {Key} key
 * @param {Record<string, unknown>} values
 */
export const rich = (key, values) =>
  texts[key].split(/\{(\w+)\}/).map((part, i) => (i % 2 ? values[part] : part));

const plural = new Intl.PluralRules(locale);

/** "1 contact", "2 contacts": the form of the text that the language has for this number. @param {Counted} key @param {number} n @param {Record<string, string | number>} [values] */
export const count = (key, n, values) => {
  const form = `${key}.${plural.select(n)}`;
  return t(/** @type {Key} */ (form in texts ? form : `${key}.other`), { n, ...values });
};

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
export const word = (key, otherwise, values) => (key in texts ? t(/** @type {Key} */ (key), values) : otherwise);

/** A name in a program's spelling as people write it, for words of other and newer systems: `picked_up` is "Picked up". @param {string | undefined} name */
export const humanised = (name = '') => {
  const words = name.replace(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The text for one of the server's words, `order.shipped`; a word that the page does not know is shown as people write it. @param {string} kind @param {string | undefined} name */
export const term = (kind, name) => word(`${kind}.${name}`, humanised(name));

/** A word in the middle of a sentence: its first letter is small. @param {string} text */
export const within = (text) => text.charAt(0).toLowerCase() + text.slice(1);

/** A thing's name in the middle of a sentence. German writes all of them large. @param {string} name */
export const nameWithin = (name) => (language === 'de' ? name : within(name));

/**
 * The text of the key for this channel, or else for all channels.
 * @param {string} key @param {string | undefined} channel @param {Record<string, string | number>} [values]
 * @param {string} [otherwise] for a key that comes from a newer server
 */
export const ofChannel = (key, channel, values, otherwise = humanised(key.split('.').at(-1))) => word(`${key}.${channel}`, word(key, otherwise, values), values);
