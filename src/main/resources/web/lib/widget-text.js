// @ts-check
import { texts } from 'texts/widget.js';
import { filled } from './filled.js';

/** The text of the widget with that name, its {holes} filled. @param {keyof typeof texts} key @param {Record<string, string | number>} [values] */
export const t = (key, values) => filled(texts[key], values);
