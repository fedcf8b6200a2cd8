// @ts-check
import { html, nothing } from 'lit';
import { shell } from 'texts/shell.js';
import { session } from '../api/session.js';
import { icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { shellIcon } from '../lib/shell-icons.js';
import { know, rich, t, word } from '../lib/text.js';
import { common, own } from '../state/places.js';
import '../components/bar.js';

know(shell);

/** What Tandem does, in three cards: their text and their drawing. */
const WHAT = /** @type {const} */ ([['right', 'people'], ['history', 'note'], ['once', 'shield']]);

/** The home page: what this is, who is logged in, and where they can go. */
class Home extends Part {
  static properties = { session: { state: true }, isUnknown: { state: true } };

  constructor() {
    super();
    /** @type {import('../api/session.js').Session | undefined} */
    this.session = undefined;
    this.isUnknown = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#ask();
    // a page that comes back from the browser's memory may show a session that has ended meanwhile
    addEventListener('pageshow', (event) => event.persisted && this.#ask());
  }

  async #ask() {
    try {
      this.session = await session();
      this.isUnknown = false;
    } catch {
      this.isUnknown = true;
    }
  }

  render() {
    return html`<tandem-bar .session=${this.session} here="/"></tandem-bar>
      <main id="main" class="page" tabindex="-1">${this.isUnknown ? this.#unknown() : this.session ? this.#home(this.session) : nothing}</main>`;
  }

  #unknown() {
    return html`<section class="card" role="alert"><h1>Tandem</h1><p class="lead">${t('home.lead')}</p>
      <p class="problem">${icon('warn')}${t('home.unknown')}</p><p><button data-testid="home-again" @click=${this.#ask}>${t('home.again')}</button></p></section>`;
  }

  /** @param {import('../api/session.js').Session} session */
  #home(session) {
    const { account } = session;
    const places = own(session);
    return html`<div class="hello">
        <div class="grow"><h1>${account ? t('home.hello', { name: account.name }) : 'Tandem'}</h1><p class="lead">${t('home.lead')}</p>
          <p data-testid="home-who">${t(account ? `home.as.${account.role}` : 'home.nobody')}</p></div>
        ${account ? html`<a class="button pri large" data-testid="home-start" href=${places[0].href}>${shellIcon(places[0].icon)}${word(`place.${places[0].name}.open`, places[0].name)}</a>`
          : html`<a class="button pri large" data-testid="home-log-in" href="/login">${icon('user')}${t('home.log_in')}</a>`}</div>
      ${!account && session.sample_shop ? html`<p class="hint">${icon('lock')}<span>${rich('home.sample', { file: html`<code>data/passwords</code>` })}</span></p>` : nothing}
      ${account ? this.#tiles(t(`home.own.${account.role}`), 'own', places) : this.#what()}
      ${this.#tiles(t('home.common'), 'common', common(session))}`;
  }

  #what() {
    return html`<section aria-labelledby="what"><h2 id="what">${t('home.what')}</h2><ul class="tiles">${WHAT.map(([name, picture]) => html`<li class="tile">
      <span class="square">${icon(picture)}</span><b>${t(`home.${name}`)}</b><span class="muted">${t(`home.${name}.why`)}</span></li>`)}</ul></section>`;
  }

  /** @param {string} title @param {string} id @param {import('../state/places.js').Place[]} places */
  #tiles(title, id, places) {
    return html`<section aria-labelledby=${id}><h2 id=${id}>${title}</h2><ul class="tiles">${places.map((place) => html`<li><a class="tile" data-testid="tile-${place.name}" href=${place.href}>
      <span class="square">${shellIcon(place.icon)}</span><b>${t(`place.${place.name}`)}</b><span class="muted">${t(`place.${place.name}.why`)}</span></a></li>`)}</ul></section>`;
  }
}
customElements.define('tandem-home', Home);
