/**
 * The sentences whose last mark is not at their end: where a page is laid out from the right, the full stop of a text that is read from
 * the left goes to its beginning, unless the text has a direction of its own.
 * @returns {string[]} a sentence for each fault
 */
() => {
  const FROM_RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
  const FROM_LEFT = /\p{Script=Latin}/u;
  const faults = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const boxOf = (node, from) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, from + 1);
    return range.getBoundingClientRect();
  };
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const end = node.data.trimEnd().length;
    const [letter, mark] = node.data.slice(end - 2, end);
    if (FROM_RIGHT.test(node.data) && FROM_LEFT.test(node.data)) continue; // of both directions: its first letter decides
    if (!mark || !/\p{L}/u.test(letter) || !/[.!?…:]/.test(mark) || !node.parentElement.checkVisibility({ visibilityProperty: true }) || node.parentElement.closest('.sr')) continue;
    const [before, last] = [boxOf(node, end - 2), boxOf(node, end - 1)];
    if (Math.abs(before.top - last.top) > 2 || !last.width) continue;
    const right = FROM_RIGHT.test(letter) ? last.right <= before.left + 1 : last.left >= before.right - 1;
    if (!right) faults.push(`The last mark of “${node.data.trim().slice(-60)}” is not at its end.`);
  }
  return faults;
}
