// @ts-check
import { LitElement } from 'lit';

/** A piece of a page in light DOM: one style sheet, one document, plain selectors. */
export class Part extends LitElement {
  createRenderRoot() {
    return this;
  }
}

/** Said once to those who listen rather than look. @param {'polite' | 'urgent'} region @param {string} text */
export function say(region, text) {
  const element = document.getElementById(region);
  if (element) element.textContent = text;
}
