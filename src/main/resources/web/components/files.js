// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { figure } from '../lib/figures.js';
import { t } from '../lib/text.js';
import { hasOriginal } from '../state/replies.js';

/** 1.2 MB, of bytes. @param {number} bytes */
export const size = (bytes) => (bytes < 1024 ? t('size.bytes', { n: bytes })
  : bytes < 1024 * 1024 ? t('size.kb', { n: Math.round(bytes / 1024) }) : t('size.mb', { n: figure(bytes / 1024 / 1024, 1) }));

/** The address of a file of a message. @param {import('../api/types.js').Message} message @param {number} place from 0 */
const address = ({ conversation, number }, place) => `/api/v1/conversations/${conversation}/messages/${number}/attachments/${place + 1}`;

/** The whole mail as it came, as a download. @param {import('../api/types.js').Message} message */
export const original = (message) => (hasOriginal(message)
  ? html`<p class="small"><a class="muted" data-testid="original" href=${address(message, message.attachments.length - 1)} download>${t('file.original', { size: size(message.attachments.at(-1)?.size ?? 0) })}</a></p>`
  : nothing);

/** The files of a message, each as a download. @param {import('../api/types.js').Message} message */
export const files = (message) => (message.attachments.length > (hasOriginal(message) ? 1 : 0)
  ? html`<ul class="files" aria-label=${t('file.list')}>${message.attachments.slice(0, hasOriginal(message) ? -1 : undefined).map((file, i) => html`<li><a class="file" data-testid="file" href=${address(message, i)} download>${icon('clip')}<bdi>${file.name}</bdi> <span class="muted num">${size(file.size)}</span></a></li>`)}</ul>`
  : nothing);
