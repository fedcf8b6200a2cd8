// @ts-check

/**
 * The beginning of a text, of at most so many characters as the server counts them (code points): `maxlength` counts UTF-16
 * units and would stop at half of them.
 * @param {string} text @param {number} most
 */
export function cut(text, most) {
  if (text.length <= most) return text;
  const characters = [...text];
  return characters.length <= most ? text : characters.slice(0, most).join('');
}

/**
 * What was typed into a field, which keeps no more than so many characters.
 * @param {Event} event @param {number} most
 */
export function typed(event, most) {
  const field = /** @type {HTMLTextAreaElement} */ (event.target);
  const text = cut(field.value, most);
  if (text !== field.value && !(/** @type {InputEvent} */ (event).isComposing)) {
    const at = field.selectionStart;
    field.value = text;
    field.setSelectionRange(Math.min(at, text.length), Math.min(at, text.length));
  }
  return text;
}
