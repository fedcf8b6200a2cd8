// @ts-check
import { html, nothing } from 'lit';
import { chooseLanguage } from '../lib/choose-language.js';
import { icon } from '../lib/icons.js';
import { language } from '../lib/language.js';
import { MenuPart } from '../lib/menu.js';
import { t } from '../lib/text.js';

/** The languages of the pages, each with the name that it gives itself; `tandem.web.Language` has the same. */
const LANGUAGES = /** @type {const} */ ([['en', 'English'], ['de', 'Deutsch'], ['nl', 'Nederlands'], ['es', 'Español'], ['ar', 'العربية']]);

/** The menu of languages, each with the name that it gives itself. It names the present one. */
class LanguageMenu extends MenuPart {
  render() {
    const name = t('language.now', { name: LANGUAGES.find(([tag]) => tag === language)?.[1] ?? language });
    return html`<div class="menu end"><button class="quiet" data-testid="language" title=${name} aria-label=${name} aria-expanded=${this.open} aria-controls="languages"
        @click=${() => (this.open = !this.open)} @keydown=${this.step}>${icon('globe')}</button>
      ${this.open ? html`<ul id="languages" class="sheet" @keydown=${this.step}>${LANGUAGES.map(([tag, own]) => html`<li><button lang=${tag} data-testid="language-${tag}"
        aria-current=${tag === language ? 'true' : nothing} @click=${() => chooseLanguage(tag)}>${own}${tag === language ? icon('check') : nothing}</button></li>`)}</ul>` : nothing}</div>`;
  }
}
customElements.define('tandem-language', LanguageMenu);
