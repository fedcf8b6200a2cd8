// @ts-check
import { html } from 'lit';
import { shell } from 'texts/shell.js';
import { session } from '../api/session.js';
import { Part } from '../lib/part.js';
import { know, rich, t } from '../lib/text.js';
import '../components/bar.js';

know(shell);

/** @param {string} text */
const code = (text) => html`<code>${text}</code>`;
/** @param {string} hash */
const api = (hash) => html`<a href="/docs#${hash}">${t('admin.api')}</a>`;

/** What is administered, and how: the holes of each text. */
const SUBJECTS = /** @type {const} */ ([
  ['accounts', { command: code('scripts/tandem user --help'), api: api('tag-accounts') }],
  ['floor', { file: code('config/floor.yaml'), api: api('tag-floor') }],
  ['settings', { file: code('config/tandem.yaml'), command: code('scripts/tandem check-config') }],
  ['mail', { file: code('config/mailboxes.yaml'), api: api('mailboxes') }],
  ['replies', { wall: html`<a href="/wall">${t('admin.wall')}</a>` }],
  ['data', { command: code('scripts/tandem doctor'), ready: code('/readyz'), metrics: code('/metrics') }],
]);

/** The page about administration: it says where each thing is changed. */
class Admin extends Part {
  static properties = { session: { state: true } };

  constructor() {
    super();
    /** @type {import('../api/session.js').Session | undefined} */
    this.session = undefined;
  }

  connectedCallback() {
    super.connectedCallback();
    session().then((known) => (this.session = known), () => {}); // the bar then says nothing of it
  }

  render() {
    return html`<tandem-bar .session=${this.session} here="/admin"></tandem-bar>
      <main id="main" class="page" tabindex="-1"><div class="hello"><div class="grow"><h1>${t('admin.title')}</h1><p class="lead">${t('admin.lead')}</p></div></div>
        <dl class="subjects">${SUBJECTS.map(([name, holes]) => html`<div class="card"><dt>${t(`admin.${name}`)}</dt><dd>${rich(`admin.${name}.how`, holes)}</dd></div>`)}</dl></main>`;
  }
}
customElements.define('tandem-admin', Admin);
