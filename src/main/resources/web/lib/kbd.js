// @ts-check
import { html, nothing } from 'lit';
import { keyOf } from '../state/keys.js';

/** @type {Record<string, string>} */
const SIGNS = { Control: 'Ctrl', ArrowDown: '↓', ArrowUp: '↑' };

/** The parts of a key as people read them. @param {string} key */
export const parts = (key) => key.split(/\+(?=.)/).map((part) => SIGNS[part] ?? part);

/** The key of an action, as it is on the keyboard; nothing while keys are off. @param {import('../state/keys.js').Action} action */
export const kbd = (action) => {
  const key = keyOf(action);
  return key ? parts(key).map((part) => html`<kbd>${part}</kbd>`) : nothing;
};
