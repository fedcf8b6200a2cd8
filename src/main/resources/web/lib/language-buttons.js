// @ts-check
import { chooseLanguage } from './choose-language.js';

/** A classic script of pages that have no modules: each button with a language loads the page again in it. */
for (const button of document.querySelectorAll('button[lang]')) {
  button.addEventListener('click', () => chooseLanguage(/** @type {HTMLElement} */ (button).lang));
}
