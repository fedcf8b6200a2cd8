// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { t } from '../lib/text.js';
import { inFull, when, minute } from '../lib/time.js';
import { lineOf } from '../state/talks.js';
import { files, original } from './files.js';

/** The addresses of a mail that came, and those that an agent wrote. @param {any} list */
const addresses = (list) => [list ?? []].flat().map((one) => (one.name ? `${one.name} <${one.address}>` : one.address ?? one)).join(', ');

/** 13:24 today, 24 Nov 09:12 otherwise. @param {string} iso */
const dated = (iso) => (when(iso) === minute(iso) ? minute(iso) : `${when(iso)} ${minute(iso)}`);

/** The text before the quoted history and the signature, and each of these. @param {string} text @param {any} details */
export function parts(text, details) {
  const all = [...text];
  const end = all.length;
  const place = (/** @type {number | undefined} */ at) => (typeof at === 'number' && at >= 0 && at <= end ? at : end);
  const [quoted, signature] = [place(details?.quoted_at), place(details?.signature_at)];
  const first = Math.min(quoted, signature);
  const cut = (/** @type {number} */ from, /** @type {number} */ to) => all.slice(from, Math.max(from, to)).join('').trim();
  return {
    said: all.slice(0, first).join('').trimEnd(),
    signature: signature < end ? cut(signature, quoted > signature ? quoted : end) : '',
    quoted: quoted < end ? cut(quoted, signature > quoted ? signature : end) : '',
  };
}

/**
 * An email: its addresses, its text with quoted history and signature folded, or its HTML in a frame that may do nothing.
 *
 * @param {{ message: import('../api/types.js').Message, who: string, delivery: unknown, newest: boolean, open: boolean, toggle: (open: boolean) => void, images: boolean, showImages: () => void }} show
 */
export function mail({ message, who, delivery, newest, open, toggle, images, showImages }) {
  const { details = {} } = message;
  const { said, signature, quoted } = parts(message.text, details);
  const heads = /** @type {const} */ (['from', 'to', 'cc', 'bcc']).filter((name) => [details[name] ?? []].flat().length);
  const frame = `/api/v1/conversations/${message.conversation}/messages/${message.number}/html${images ? '?images=shown' : ''}`;
  return html`<details class="mail ${message.writer === 'customer' ? '' : 'ours'}" data-testid="mail" data-number=${message.number} ?open=${open} @toggle=${(/** @type {any} */ e) => toggle(e.target.open)}>
    <summary>${icon('down')}<b>${who}</b><span class="line muted">${open ? '' : lineOf({ ...message, text: said || message.text })}</span><time class="num muted" datetime=${message.at} title=${inFull(message.at)}>${dated(message.at)}</time></summary>
    ${open ? html`<div class="in">
      <dl class="addr">${heads.map((name) => html`<div><dt>${t(`mail.${name}`)}</dt><dd><bdi>${addresses(details[name])}</bdi></dd></div>`)}${details.subject ? html`<div><dt>${t('mail.subject')}</dt><dd><bdi>${details.subject}</bdi></dd></div>` : nothing}</dl>
      ${message.has_html
        ? html`<iframe class="letter ${newest ? 'tall' : ''}" data-testid="letter" title=${t('mail.of', { who })} sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" loading="lazy" src=${frame}></iframe>
            ${images ? nothing : html`<p class="muted small">${t('mail.images_off')} <button class="small" data-testid="show-images" @click=${showImages}>${t('mail.show_images')}</button></p>`}
            <details class="quote"><summary>${t('mail.as_text')}</summary><div class="text">${message.text}</div></details>`
        : html`<div class="text">${said}</div>
            ${signature ? html`<details class="quote"><summary>${t('mail.signature')}</summary><div class="text muted">${signature}</div></details>` : nothing}
            ${quoted ? html`<details class="quote" data-testid="quoted"><summary>${t('mail.quoted', { n: quoted.split('\n').length })}</summary><blockquote class="text">${quoted}</blockquote></details>` : nothing}`}
      ${message.text_cut ? html`<p class="muted small">${t('talk.cut')}</p>` : nothing}
      ${(details.notes ?? []).map((/** @type {string} */ note) => html`<p class="muted small">${icon('warn')}${note}</p>`)}
      ${files(message)}${original(message)}
      ${message.writer === 'customer' ? nothing : html`<p class="small muted">${delivery}</p>`}
    </div>` : nothing}</details>`;
}
