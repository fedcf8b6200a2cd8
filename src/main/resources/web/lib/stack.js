// @ts-check

/**
 * What is open on the page: dialogs, panels, menus, drawers. Escape closes the one that was opened last, and only that.
 * Whoever opens something says so here, and no other code listens to Escape.
 */

/** How each is closed, in the order in which they were opened. @type {Map<unknown, () => unknown>} */
const open = new Map();

/**
 * Says whether something is open. What is open already keeps its place.
 * @param {unknown} thing
 * @param {unknown} isOpen
 * @param {() => unknown} [close] what Escape does; a result of `false` means that there was nothing to close, and the next one is asked
 */
export function stand(thing, isOpen, close = () => {}) {
  if (isOpen) open.set(thing, close);
  else open.delete(thing);
}

/** Closes what was opened last; returns whether there was something. */
export function closeTop() {
  return [...open.values()].reverse().some((close) => close() !== false);
}

addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || event.repeat) return;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (closeTop()) event.preventDefault();
});
