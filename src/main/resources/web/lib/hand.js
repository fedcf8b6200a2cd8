// @ts-check
/**
 * What a person would do on a page in a frame: find, press, write. It waits until the page shows what is to be pressed,
 * and marks it, so that an onlooker sees what is done.
 */

const PATIENCE = 20_000;
const SHOWN = 450;

export class Hand {
  /** @param {() => Document | null | undefined} page the page's document, which a reload replaces */
  constructor(page) {
    this.page = page;
  }

  /** @param {string} selector @returns {HTMLElement | null} what the page shows now */
  sees(selector) {
    return /** @type {HTMLElement | null} */ (this.page()?.querySelector(selector) ?? null);
  }

  /**
   * The element, as soon as the page shows it.
   * @param {string} selector @param {(element: HTMLElement) => boolean} [fits] @returns {Promise<HTMLElement>}
   */
  find(selector, fits = () => true) {
    return new Promise((found, lost) => {
      const look = () => {
        const element = this.sees(selector);
        if (!element || !fits(element)) return false;
        watch.disconnect();
        clearTimeout(timer);
        found(element);
        return true;
      };
      const watch = new MutationObserver(look);
      const timer = setTimeout(() => {
        watch.disconnect();
        lost(new Error(`the page does not show ${selector}`));
      }, PATIENCE);
      const page = this.page();
      if (!look() && page) watch.observe(page, { subtree: true, childList: true, attributes: true, characterData: true });
    });
  }

  /** @param {string} selector */
  async press(selector) {
    const element = await this.find(selector, (one) => one.getAttribute('aria-disabled') !== 'true' && !(/** @type {HTMLButtonElement} */ (one).disabled));
    await this.#show(element);
    element.click();
  }

  /** Chooses the option whose text contains this. @param {string} selector @param {string} text */
  async choose(selector, text) {
    const field = /** @type {HTMLSelectElement} */ (await this.find(selector, (one) => [.../** @type {HTMLSelectElement} */ (one).options].some((option) => option.text.includes(text))));
    const option = [...field.options].find((one) => one.text.includes(text));
    await this.#show(field);
    if (option) field.value = option.value;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }

  /** @param {string} selector @param {string} text */
  async write(selector, text) {
    const field = /** @type {HTMLTextAreaElement} */ (await this.find(selector));
    await this.#show(field);
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }

  /** @param {HTMLElement} element */
  async #show(element) {
    element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    await element.animate([{ outline: '3px solid transparent' }, { outline: '3px solid currentColor', outlineOffset: '2px' }, { outline: '3px solid transparent' }], SHOWN).finished;
  }
}
