// @ts-check
import { html, nothing } from 'lit';
import { keyOf } from '../state/keys.js';

/** @type {Record<string, string>} */
const SIGNS = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→' };

/** The parts of a key as people read them. @param {string} key */
export const parts = (key) => (key.length > 1 ? key.split('+') : [key]).map((part) => SIGNS[part] ?? part);

/** The key of an action, as it is on the keyboard; nothing while keys are off. @param {import('../state/keys.js').Action} action */
export const kbd = (action) => {
  const key = keyOf(action);
  return key ? parts(key).map((part) => html`<kbd>${part}</kbd>`) : nothing;
};

/** The same for `aria-keyshortcuts`. @param {import('../state/keys.js').Action} action */
export const shortcut = (action) => keyOf(action).replace('Ctrl', 'Control') || nothing;
