// @ts-check
import { Part } from './part.js';
import { stand } from './stack.js';

/** A part with a button that opens a list of buttons, in an element with the class `menu`. */
export class MenuPart extends Part {
  static properties = { open: { state: true } };

  constructor() {
    super();
    this.open = false;
    this.outside = (/** @type {Event} */ event) => {
      if (this.open && !this.menu?.contains(/** @type {Node} */ (event.target))) this.open = false;
    };
  }

  get menu() {
    return this.querySelector('.menu');
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('click', this.outside);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('click', this.outside);
    stand(this, false);
  }

  updated() {
    stand(this, this.open, () => this.close());
  }

  /** The focus goes back to the button, if it was in the menu. */
  close() {
    this.open = false;
    if (this.menu?.contains(document.activeElement)) this.menu.querySelector('button')?.focus();
  }

  /** The arrows go from button to button. @param {KeyboardEvent} event */
  step(event) {
    const items = [...(this.menu?.querySelectorAll('button') ?? [])];
    const at = items.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    items[(at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length]?.focus();
  }
}
