// @ts-check
import { html } from 'lit';
import { DialogPart } from '../lib/dialog.js';
import { count, t } from '../lib/text.js';

/** Asks an agent who logs out with contacts in hand. Escape and "Stay" keep them at the desk. */
class LogOut extends DialogPart {
  static properties = { contacts: {} };

  constructor() {
    super();
    this.contacts = 1;
  }

  render() {
    return html`<dialog aria-labelledby="log-out-title" data-testid="log-out-asks"><form method="dialog">
      <h2 id="log-out-title">${count('logout.title', this.contacts)}</h2>
      <p class="muted">${t('logout.what')}</p>
      <div class="bar"><button class="pri" data-testid="log-out-stays" autofocus>${t('logout.stay')}</button>
        <button type="button" data-testid="log-out-anyway" @click=${() => this.dispatchEvent(new CustomEvent('log-out-anyway', { bubbles: true }))}>${t('logout.anyway')}</button></div></form></dialog>`;
  }
}
customElements.define('tandem-log-out', LogOut);
