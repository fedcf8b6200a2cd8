// @ts-check
import { html } from 'lit';
import { icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { shellIcon } from '../lib/shell-icons.js';
import { t } from '../lib/text.js';
import { applyTheme, chooseNextTheme, theme } from '../lib/theme.js';

/** The button that changes the theme: as the system, light, dark. It names the present one. */
class ThemeSwitch extends Part {
  #follow = () => {
    applyTheme();
    this.requestUpdate();
  };

  connectedCallback() {
    super.connectedCallback();
    addEventListener('storage', this.#follow); // another tab has changed it
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('storage', this.#follow);
  }

  render() {
    const now = theme();
    const name = t(`theme.${now}`);
    return html`<button class="quiet" data-testid="theme" data-theme-now=${now} title=${name} aria-label=${name} @click=${this.#change}>
      ${now === 'dark' ? icon('moon') : shellIcon(now === 'light' ? 'sun' : 'half')}</button>`;
  }

  #change() {
    chooseNextTheme();
    this.requestUpdate();
  }
}
customElements.define('tandem-theme', ThemeSwitch);
