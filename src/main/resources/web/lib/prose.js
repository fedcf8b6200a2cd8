// @ts-check
import { html } from 'lit';

const MARKS = /(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/;

/**
 * The plain Markdown of the contract as markup: paragraphs, `code`, **strong** and *emphasis*.
 * @param {string} text @param {(code: string) => string | undefined} link the address of what stands in code marks, if it has one
 */
export const prose = (text, link) => text.trim().split(/\n\s*\n/).map((paragraph) => html`<p>${phrase(paragraph, link)}</p>`);

/** The same for a text within a paragraph. @param {string} text @param {(code: string) => string | undefined} link */
export const phrase = (text, link) => text.replace(/\s*\n\s*/g, ' ').split(MARKS).map((part, i) => (i % 2 ? marked(part, link) : part));

/** @param {string} part @param {(code: string) => string | undefined} link @returns {unknown} */
function marked(part, link) {
  if (part.startsWith('**')) return html`<strong>${part.slice(2, -2)}</strong>`;
  if (part.startsWith('*')) return html`<em>${part.slice(1, -1)}</em>`;
  const code = part.slice(1, -1);
  const href = link(code);
  return href ? html`<a href=${href}><code>${code}</code></a>` : html`<code>${code}</code>`;
}
