// @ts-check
import { html } from 'lit';
import { icon } from '../lib/icons.js';
import { t } from '../lib/text.js';

/**
 * What another tab of the agent has in the same field. It is never lost: the agent adds it, uses it instead, or deletes it.
 * @param {string} text @param {string} other @param {(text: string, other: string) => void} put
 */
export const otherText = (text, other, put) => html`<div class="other" role="status" data-testid="other"><p><b>${icon('warn')}${t('other.title')}</b></p><blockquote class="text">${other}</blockquote>
  <div class="bar"><button class="small" data-testid="other-add" @click=${() => put(`${text.trimEnd()}\n\n${other}`, '')}>${t('other.add')}</button>
    <button class="small" data-testid="other-swap" @click=${() => put(other, text)}>${t('other.swap')}</button><button class="small quiet" data-testid="other-drop" @click=${() => put(text, '')}>${t('other.drop')}</button></div></div>`;
