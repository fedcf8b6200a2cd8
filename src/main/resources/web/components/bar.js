// @ts-check
import { html, nothing } from 'lit';
import { shell } from 'texts/shell.js';
import { logOut } from '../api/session.js';
import { icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { shellIcon } from '../lib/shell-icons.js';
import { know, t, term } from '../lib/text.js';
import { named } from '../state/places.js';
import './language.js';
import './theme.js';

know(shell);

/** The bar of the shell's pages: the way home, the places of this role, who is logged in, log-out, language, theme. */
class Bar extends Part {
  static properties = { session: {}, here: {} };

  constructor() {
    super();
    /** @type {import('../api/session.js').Session | undefined} nothing is said about it before it is known */
    this.session = undefined;
    this.here = '/';
  }

  render() {
    const { session, here } = this;
    return html`<header class="top" aria-label="Tandem">
      <a class="skip" href="#main">${t('bar.skip')}</a>
      <a class="brand" href="/" aria-label=${t('bar.home')} aria-current=${here === '/' ? 'page' : nothing}><img src="/web/styles/tandem.svg" alt="" width="26" height="26" /><b>Tandem</b></a>
      <nav aria-label=${t('bar.pages')}>${session ? named(session).map((place) => html`<a href=${place.href} data-testid="go-${place.name}" title=${t(`place.${place.name}`)} aria-current=${here === place.href ? 'page' : nothing}>
        ${shellIcon(place.icon)}<span class="words">${t(`place.${place.name}`)}</span></a>`) : nothing}</nav>
      <span class="grow"></span>
      ${session ? this.#person(session.account) : nothing}
      <tandem-language></tandem-language><tandem-theme></tandem-theme>
    </header>`;
  }

  /** @param {import('../api/session.js').Account | undefined} account */
  #person(account) {
    if (!account) return html`<a class="button pri" href="/login" data-testid="log-in">${t('login.submit')}</a>`;
    return html`<span class="stack who"><b data-testid="me">${account.name}</b><small class="muted">${term('role', account.role)}</small></span>
      <button class="quiet" data-testid="log-out" title=${t('logout')} aria-label=${t('logout')} @click=${logOut}>${icon('out')}<span class="words">${t('logout')}</span></button>`;
  }
}
customElements.define('tandem-bar', Bar);
