// @ts-check
import { html, nothing } from 'lit';
import { alerts } from 'texts/alerts.js';
import { channelIcon, icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { know, ofChannel, t } from '../lib/text.js';
import { levelTone, NONE, percent } from '../state/wall.js';
import './timer.js';

know(alerts);

/** The figures of the wallboard by channel; a dash stands where a figure has no meaning. */
class Channels extends Part {
  static properties = { channels: {}, shown: {}, stale: {} };

  constructor() {
    super();
    /** @type {import('../state/wall.js').OfChannel[]} */
    this.channels = [];
    /** The time for which the board is shown. */
    this.shown = 0;
    this.stale = false;
  }

  render() {
    const head = /** @type {const} */ (['waiting', 'longest_short', 'sl_recent_short', 'sl_short', 'answered', 'abandoned_n']);
    return html`<table class="num by-channel" data-testid="wall-channels"><thead><tr><th scope="col">${t('wall.channel')}</th>${head.map((key) => html`<th scope="col" title=${key === 'sl_short' ? t('wall.sl_today') : key === 'sl_recent_short' ? t('wall.sl_recent') : nothing}><span>${t(`wall.${key}`)}</span></th>`)}</tr></thead>
      <tbody>${this.channels.map((one) => html`<tr data-testid="channel-${one.channel}"><th scope="row"><div class="cell"><span class="channel">${icon(channelIcon(one.channel))}</span>${ofChannel('channel', one.channel)}</div></th>
        <td>${one.waiting}</td><td>${one.waiting ? this.#running(one.longest_ms) : NONE}</td><td class=${levelTone(one.recent_service_level)}>${percent(one.recent_service_level)}</td><td class=${levelTone(one.service_level)}>${percent(one.service_level)}</td>
        <td>${one.answered}</td><td>${one.can_leave ? one.abandoned : NONE}</td></tr>`)}</tbody></table>`;
  }

  /** A time that runs on between two messages, and stops when no more come. @param {number} ms */
  #running(ms) {
    return html`<tandem-timer class="num" .since=${this.shown - ms} .stopped=${this.stale ? this.shown : undefined}></tandem-timer>`;
  }
}
customElements.define('tandem-channels', Channels);
