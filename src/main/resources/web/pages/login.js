// @ts-check
import { html } from 'lit';
import { shell } from 'texts/shell.js';
import { call } from '../api/http.js';
import { session } from '../api/session.js';
import { icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { know, t } from '../lib/text.js';
import { start } from '../state/places.js';
import '../components/language.js';
import '../components/theme.js';

know(shell);

class Login extends Part {
  static properties = { problem: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.problem = '';
    this.busy = false;
  }

  connectedCallback() {
    super.connectedCallback();
    session().then(({ account }) => account && location.replace(start(account)), () => {});
  }

  render() {
    return html`<main class="login"><div class="corner"><a href="/">${t('home')}</a><tandem-language></tandem-language><tandem-theme></tandem-theme></div>
      <form @submit=${this.#submit} novalidate>
        <div class="brand"><img src="/web/styles/tandem.svg" alt="" width="40" height="40" /><h1>${t('login.title')}</h1></div>
        <p class="muted">${t('login.lead')}</p>
        <label for="name">${t('login.name')}</label>
        <input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus
          data-testid="login-name" aria-describedby="problem" aria-invalid=${this.problem ? 'true' : 'false'} />
        <label for="password">${t('login.password')}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required
          data-testid="login-password" aria-describedby="problem" aria-invalid=${this.problem ? 'true' : 'false'} />
        <div id="problem" class="problem" role="alert" data-testid="login-problem">
          ${this.problem ? html`${icon('warn')}<span>${this.problem}</span>` : ''}
        </div>
        <button class="pri wide" data-testid="login-submit" aria-disabled=${this.busy}>${t(this.busy ? 'login.busy' : 'login.submit')}</button>
      </form>
    </main>`;
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const form = /** @type {HTMLFormElement} */ (event.target);
    const given = Object.fromEntries(new FormData(form));
    const missing = ['name', 'password'].find((field) => !given[field]);
    if (missing) {
      this.problem = t(missing === 'name' ? 'login.no_name' : 'login.no_password');
      /** @type {HTMLElement} */ (form.elements.namedItem(missing)).focus();
      return;
    }
    this.busy = true;
    this.problem = '';
    try {
      await call('POST', '/session', given);
      const { account } = await session();
      location.assign(account ? start(account) : '/');
    } catch (problem) {
      const { status, message } = /** @type {import('../api/http.js').Problem} */ (problem);
      this.problem = status === 401 || status === 403 ? t('login.wrong') : message;
      this.busy = false;
      const password = /** @type {HTMLInputElement} */ (form.elements.namedItem('password'));
      password.focus();
      password.select();
    }
  }
}
customElements.define('tandem-login', Login);
