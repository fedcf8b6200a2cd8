// @ts-check
import { LitElement } from 'lit';

/** A part of a page in light DOM, so that all parts share one style sheet and one document. */
export class Part extends LitElement {
  createRenderRoot() {
    return this;
  }
}

/** Tells a text once to screen readers. @param {'polite' | 'urgent'} region @param {string} text */
export function say(region, text) {
  const element = document.getElementById(region);
  if (element) element.textContent = text;
}
