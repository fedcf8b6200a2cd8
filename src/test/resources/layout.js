/**
 * What a person cannot bring into view on this page: controls and texts that are cut, covered or off the page. Only what a person
 * can scroll is scrolled: a box with `overflow: hidden` scrolls for scripts and for the focus, and hides from people what is in it.
 *
 * A text that ends with an ellipsis says itself that there is more; of it the beginning must be seen.
 * @param {string} within the part of the page that is looked at, as a selector
 * @returns {string[]} a sentence for each fault
 */
(within) => {
  const SLACK = 1.5;
  /** So many letters tell which of several names it is. */
  const TOLD = 3;
  const CONTROLS = 'a[href], button, input:not([type=hidden], [type=file]), select, textarea, summary';
  const html = document.documentElement;
  const page = document.scrollingElement;
  const scope = document.querySelector(within);

  /** @type {Map<Element, CSSStyleDeclaration>} */
  const styles = new Map();
  const styleOf = (element) => styles.get(element) ?? styles.set(element, getComputedStyle(element)).get(element);
  const before = new Map();

  const name = (element) => `${element.localName}${element.dataset.testid ? `[${element.dataset.testid}]` : element.id ? `#${element.id}` : element.classList.length ? `.${[...element.classList].join('.')}` : ''}`;

  /** Hidden for eyes, for screen readers alone. */
  const isOnlyRead = (element) => {
    for (let at = element; at; at = at.parentElement) if (styleOf(at).clipPath === 'inset(50%)') return true;
    return false;
  };
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !isOnlyRead(element);

  const holdsAbsolute = (element) => {
    const { position, transform, contain } = styleOf(element);
    return position !== 'static' || transform !== 'none' || /paint|strict|content|layout/.test(contain);
  };

  /** The boxes around a place that scroll or cut it, from the inside; the page is not among them. */
  const around = (from) => {
    const boxes = [];
    for (let at = from; at && at !== html && at !== document.body;) {
      const { position } = styleOf(at);
      if (position === 'fixed') return { boxes, fixed: true };
      let up = at.parentElement;
      while (position === 'absolute' && up && up !== html && !holdsAbsolute(up)) up = up.parentElement;
      if (up && up !== html && up !== document.body) boxes.push(up);
      at = up;
    }
    return { boxes, fixed: false };
  };
  // a box in a line of text neither cuts nor scrolls
  const isBox = (element) => styleOf(element).display !== 'inline';
  const scrolls = (box, axis) => isBox(box) && /auto|scroll/.test(styleOf(box)[`overflow${axis}`]);
  const cuts = (box, axis) => isBox(box) && (styleOf(box)[`overflow${axis}`] !== 'visible' || /paint|strict|content/.test(styleOf(box).contain));

  const inner = (box) => {
    const { left, top } = box.getBoundingClientRect();
    const x = left + box.clientLeft;
    const y = top + box.clientTop;
    return { left: x, top: y, right: x + box.clientWidth, bottom: y + box.clientHeight };
  };

  /** Scrolls a box so that a rectangle is at its start, its middle or its end. */
  const scrollTo = (box, rect, room, place) => {
    if (!before.has(box)) before.set(box, [box.scrollLeft, box.scrollTop]);
    const by = (from, to, start, end) => {
      if (place === 'start') return from - start - 4;
      if (place === 'end') return to - end + 4;
      return (from + to) / 2 - (start + end) / 2;
    };
    if (box === page || scrolls(box, 'Y')) box.scrollTop += by(rect.top, rect.bottom, room.top, room.bottom);
    if (box !== page && scrolls(box, 'X')) box.scrollLeft += by(rect.left, rect.right, room.left, room.right);
  };

  /** What is wrong with a rectangle in these boxes, when it is scrolled to this place; undefined if it is seen. */
  const wrong = ({ boxes, fixed }, rectOf, place, hits) => {
    for (const box of boxes) if (scrolls(box, 'X') || scrolls(box, 'Y')) scrollTo(box, rectOf(), inner(box), place);
    if (!fixed) scrollTo(page, rectOf(), { left: 0, top: 0, right: innerWidth, bottom: innerHeight }, place);
    const rect = rectOf();
    const seen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    let by = 'the window';
    for (const box of boxes) {
      const room = inner(box);
      const cut = (axis, from, to) => {
        if (!cuts(box, axis)) return;
        const tooLarge = rect[to] - rect[from] > room[to] - room[from] && scrolls(box, axis);
        if (!tooLarge && (rect[from] < room[from] - SLACK || rect[to] > room[to] + SLACK)) by = name(box);
        seen[from] = Math.max(seen[from], room[from]);
        seen[to] = Math.min(seen[to], room[to]);
      };
      cut('X', 'left', 'right');
      cut('Y', 'top', 'bottom');
    }
    const inside = (from, to, canScroll) => {
      if (rect[from] >= seen[from] - SLACK && rect[to] <= seen[to] + SLACK) return true;
      // larger than the window: it is read piece by piece
      return canScroll && rect[to] - rect[from] > seen[to] - seen[from] && seen[to] - seen[from] > 12;
    };
    const tall = !fixed || boxes.some((box) => scrolls(box, 'Y'));
    const wide = boxes.some((box) => scrolls(box, 'X'));
    if (!inside('top', 'bottom', tall) || !inside('left', 'right', wide)) return `is cut by ${by}`;
    const left = Math.max(rect.left, seen.left);
    const right = Math.min(rect.right, seen.right);
    const y = (Math.max(rect.top, seen.top) + Math.min(rect.bottom, seen.bottom)) / 2;
    for (const x of hits(left, right)) {
      const hit = document.elementFromPoint(x, y);
      const over = hits.misses(hit);
      if (over) return `is covered by ${over}`;
    }
    return undefined;
  };

  const faults = [];
  const look = (what, chain, rectOf, hits) => {
    let problem = '';
    for (const place of ['middle', 'start', 'end']) {
      const found = wrong(chain, rectOf, place, hits);
      if (!found) return;
      problem ||= found;
    }
    faults.push(`${what} ${problem}`);
  };

  for (const control of scope.querySelectorAll(CONTROLS)) {
    const { width, height } = control.getBoundingClientRect();
    if (!isShown(control) || width < 1 || height < 1) continue;
    const hits = (left, right) => [left + Math.min(6, (right - left) / 2), (left + right) / 2, right - Math.min(6, (right - left) / 2)];
    hits.misses = (hit) => (hit && (control.contains(hit) || hit.closest('label')?.contains(control)) ? '' : hit ? name(hit) : 'nothing that can be clicked');
    look(`The control ${name(control)} “${control.innerText?.trim().slice(0, 40) ?? ''}”`, around(control), () => control.getBoundingClientRect(), hits);
  }

  const texts = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const text = node.data.trim();
    const parent = node.parentElement;
    if (!text || !parent || parent.closest('script, style, textarea, select') || !isShown(parent)) continue;
    const chain = around(parent);
    chain.boxes.unshift(parent);
    const shortened = chain.boxes.slice(0, 3).find((box) => styleOf(box).textOverflow === 'ellipsis' || styleOf(box).webkitLineClamp !== 'none');
    const range = document.createRange();
    const from = node.data.indexOf(text);
    range.setStart(node, from);
    range.setEnd(node, from + (shortened ? Math.min(TOLD, text.length) : text.length));
    const lines = [...range.getClientRects()].filter(({ width, height }) => width >= 1 && height >= 1);
    const hits = (left, right) => [(left + right) / 2];
    hits.misses = (hit) => (hit && (parent.contains(hit) || hit.contains(parent)) ? '' : hit ? name(hit) : 'nothing that can be pointed at');
    lines.forEach((_, i) => look(`The text “${text.slice(0, 60)}” in ${name(parent)}`, chain, () => [...range.getClientRects()].filter(({ width, height }) => width >= 1 && height >= 1)[i] ?? parent.getBoundingClientRect(), hits));
  }

  for (const [box, [left, top]] of before) box.scrollTo({ left, top, behavior: 'instant' });
  if (page.scrollWidth > innerWidth) faults.push(`The page is ${page.scrollWidth - innerWidth} pixels wider than the window.`);
  return [...new Set(faults)];
}
