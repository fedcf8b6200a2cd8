// @ts-check
import { icon } from '../lib/icons.js';
import { html, nothing } from 'lit';
import { Part } from '../lib/part.js';
import { serverNow } from '../lib/server-time.js';
import { timeIn } from '../lib/time.js';
import { t } from '../lib/text.js';

const MINUTE = 60_000;

/** The time where the customer is; it goes on by itself. */
class LocalTime extends Part {
  static properties = { zone: {} };

  constructor() {
    super();
    this.zone = '';
  }

  /** @type {number | undefined} */
  #next;

  disconnectedCallback() {
    super.disconnectedCallback();
    window.clearTimeout(this.#next);
  }

  updated() {
    window.clearTimeout(this.#next);
    this.#next = window.setTimeout(() => this.requestUpdate(), MINUTE - (serverNow() % MINUTE));
  }

  render() {
    const time = timeIn(this.zone);
    const place = this.zone.split('/').at(-1)?.replaceAll('_', ' ') ?? '';
    return time ? html`<span class="num" data-testid="local-time" title=${this.zone}>${icon('clock')}${t('customer.local', { place, time })}</span>` : nothing;
  }
}
customElements.define('tandem-local-time', LocalTime);
