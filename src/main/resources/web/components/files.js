// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { t } from '../lib/text.js';

/** 1.2 MB, of bytes. @param {number} bytes */
export const size = (bytes) => (bytes < 1024 ? t('size.bytes', { n: bytes })
  : bytes < 1024 * 1024 ? t('size.kb', { n: Math.round(bytes / 1024) }) : t('size.mb', { n: (bytes / 1024 / 1024).toFixed(1) }));

/** The files of a message, each as a download. @param {import('../api/types.js').Message} message */
export const files = ({ conversation, number, attachments }) => (attachments.length
  ? html`<ul class="files" aria-label=${t('file.list')}>${attachments.map((file, i) => html`<li><a class="file" data-testid="file" href="/api/v1/conversations/${conversation}/messages/${number}/attachments/${i + 1}" download>${icon('clip')}<bdi>${file.name}</bdi> <span class="muted num">${size(file.size)}</span></a></li>`)}</ul>`
  : nothing);
