// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { t } from '../lib/text.js';

/** A shorter break is not shown. */
const SHOWN_AFTER = 2_000;

/** Shows that the connection is lost, after it has been for a while. */
class LostBar extends Part {
  static properties = { line: {}, shown: { state: true } };

  constructor() {
    super();
    this.line = { state: 'connecting' };
    this.shown = false;
  }

  /** @type {number | undefined} */
  #timer;

  willUpdate() {
    if (this.line.state === 'live') {
      window.clearTimeout(this.#timer);
      this.#timer = undefined;
      this.shown = false;
    } else {
      this.#timer ??= window.setTimeout(() => (this.shown = true), SHOWN_AFTER);
    }
  }

  render() {
    return this.shown ? html`<div class="lost" role="status" data-testid="lost-bar">${icon('cut')}<b>${t('lost.title')}</b> ${t('lost.hint')}</div>` : nothing;
  }
}
customElements.define('tandem-lost', LostBar);
