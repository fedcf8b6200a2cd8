// @ts-check
import { html } from 'lit';
import { icon } from '../lib/icons.js';
import { t } from '../lib/text.js';

/** In place of a part of the page that is being loaded, or could not be. @param {boolean} failed @param {() => void} again */
export const coming = (failed, again) => html`<div class="feed">${failed
  ? html`<p class="problem" role="alert">${icon('warn')}${t('part.failed')}</p><div class="bar"><button data-testid="part-again" @click=${again}>${t('part.again')}</button><button @click=${() => location.reload()}>${t('part.reload')}</button></div>`
  : html`<p class="muted">${t('part.loading')}</p>`}</div>`;
