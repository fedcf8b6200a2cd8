// @ts-check
/**
 * The keys of the pages. A person may give an action another key, or turn all of them off, in this browser. No key uses Alt, AltGr or the system's
 * key: they belong to the browser and to letters. In a text field only keys count that write nothing.
 *
 * @typedef {'accept' | 'hold' | 'finish' | 'submit' | 'next' | 'previous' | 'find' | 'help' | 'full'} Action
 * @typedef {{ off?: boolean, own?: Partial<Record<Action, string>> }} Choice
 */

/** @type {Record<Action, string>} */
export const KEYS = { accept: 'F2', hold: 'F8', finish: 'F9', submit: 'Control+Enter', next: 'Control+ArrowDown', previous: 'Control+ArrowUp', find: 'Control+K', help: '?', full: 'F' };

export const KEPT_AS = 'tandem.keys';

/** What was chosen in this browser; `own-keys.js` changes it. @type {Choice} */
export const chosen = {};

/** Takes what is kept in the browser, after another tab has changed it too. */
function read() {
  try {
    Object.assign(chosen, JSON.parse(localStorage[KEPT_AS] || '{}'));
  } catch {
    // a frame may be forbidden to keep anything
  }
}

read();
addEventListener('storage', read);

/** The key of an action; empty while keys are off. @param {Action} action */
export const keyOf = (action) => (chosen.off ? '' : (chosen.own?.[action] ?? KEYS[action]));

/** The name of the key that was pressed; empty with Alt, AltGr or the system's key. @param {KeyboardEvent} event */
export function nameOf(event) {
  const { key = '', ctrlKey, shiftKey } = event;
  const name = key[1] ? key : key.toUpperCase();
  if (event.altKey || event.metaKey || event.isComposing || event.getModifierState?.('AltGraph')) return '';
  return ctrlKey ? (shiftKey ? '' : `Control+${name}`) : shiftKey && key[1] ? '' : name;
}

/** What a key that was pressed asks for. @param {KeyboardEvent} event @returns {Action | undefined} */
export function actionOf(event) {
  const name = nameOf(event);
  const at = /** @type {any} */ (event.target);
  const isText = at?.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at?.tagName);
  return name && !(isText && !name[1]) ? /** @type {Action[]} */ (Object.keys(KEYS)).find((action) => keyOf(action) === name) : undefined;
}
