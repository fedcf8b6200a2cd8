// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { docs } from 'texts/docs.js';
import { session } from '../api/session.js';
import { icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { phrase, prose } from '../lib/prose.js';
import { count, know, rich, t, term, word } from '../lib/text.js';
import { best, curl, matches, read } from '../state/contract.js';
import '../components/bar.js';

know(docs);

/**
 * @typedef {import('../state/contract.js').Contract} Contract
 * @typedef {import('../state/contract.js').Chapter} Chapter
 * @typedef {import('../state/contract.js').Operation} Operation
 * @typedef {import('../state/contract.js').Field} Field
 * @typedef {import('../state/contract.js').Type} Type
 * @typedef {import('../state/contract.js').Body} Body
 */

const INTRO = 'introduction';
const SCHEMAS = 'schemas';

/** The heading that a link in the text leads to. @param {string} hash */
const target = (hash) => decodeURIComponent(hash.slice(1));

/** The API contract, to be read: one chapter at a time, with a list of all operations beside it. */
class Docs extends Part {
  static properties = { session: { state: true }, contract: { state: true }, failed: { state: true }, chapter: { state: true }, at: { state: true }, words: { state: true } };

  constructor() {
    super();
    /** @type {import('../api/session.js').Session | undefined} */
    this.session = undefined;
    /** @type {Contract | undefined} */
    this.contract = undefined;
    this.failed = false;
    this.chapter = INTRO;
    /** The heading that is linked to. */
    this.at = INTRO;
    this.words = '';
    /** @type {Map<string, string>} what stands in code marks, and the heading that explains it */
    this.links = new Map();
  }

  connectedCallback() {
    super.connectedCallback();
    session().then((known) => (this.session = known), () => {}); // the bar then says nothing of it
    this.#load();
    addEventListener('hashchange', () => this.#goTo(target(location.hash)));
    addEventListener('keydown', (event) => this.#key(event));
  }

  async #load() {
    try {
      const answer = await fetch('/openapi.json');
      if (!answer.ok) throw new Error(answer.statusText);
      this.#take(read(await answer.json(), (key, values) => word(key, key.split('.').slice(1).join('.'), values)));
    } catch {
      this.failed = true;
    }
  }

  /** @param {Contract} contract */
  #take(contract) {
    for (const { name } of contract.schemas) this.links.set(name, `schema-${name}`);
    for (const { method, path, id } of contract.chapters.flatMap((chapter) => chapter.operations)) {
      this.links.set(`${method} ${path}`, id);
      if (method === 'POST' || !this.links.has(path)) this.links.set(path, id);
    }
    this.contract = contract;
    if (location.hash) this.#goTo(target(location.hash));
  }

  /** The address of what stands in code marks. @param {string} code */
  #link = (code) => (this.links.has(code) ? `#${this.links.get(code)}` : undefined);

  /** Shows the chapter with this heading, and puts the focus on it. @param {string} heading */
  async #goTo(heading) {
    const found = this.#chapterOf(heading);
    if (!found) return; // the way past the bar, or an old link
    this.chapter = found.chapter;
    this.at = heading;
    document.title = t('docs.page', { what: found.title });
    await this.updateComplete;
    this.querySelector('.contents [aria-current]')?.scrollIntoView({ block: 'nearest' });
    const element = document.getElementById(heading); // it comes last: on a narrow screen the list scrolls with the page
    element?.scrollIntoView();
    element?.focus({ preventScroll: true });
  }

  /** @param {string} heading @returns {{ chapter: string, title: string } | undefined} */
  #chapterOf(heading) {
    if (heading === INTRO) return { chapter: INTRO, title: t('docs.intro') };
    if (heading === SCHEMAS) return { chapter: SCHEMAS, title: t('docs.schemas') };
    if (this.contract?.schemas.some(({ name }) => heading === `schema-${name}`)) return { chapter: SCHEMAS, title: heading.slice('schema-'.length) };
    for (const { id, name, operations } of this.contract?.chapters ?? []) {
      if (id === heading) return { chapter: id, title: name };
      const operation = operations.find((one) => one.id === heading);
      if (operation) return { chapter: id, title: operation.title };
    }
    return undefined;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const filter = /** @type {HTMLInputElement | null} */ (this.querySelector('#filter'));
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && event.target !== filter) {
      event.preventDefault();
      filter?.focus();
    } else if (event.key === 'Escape' && event.target === filter) {
      this.words = '';
    } else if (event.key === 'Enter' && event.target === filter && this.words.trim()) {
      const found = best(this.contract?.chapters.flatMap((chapter) => chapter.operations) ?? [], this.words.trim());
      if (found) location.hash = found.id;
    }
  }

  render() {
    const { contract } = this;
    return html`<tandem-bar .session=${this.session} here="/docs"></tandem-bar>
      ${contract ? html`<div class="docs">${this.#contents(contract)}<main id="main" tabindex="-1">${this.#main(contract)}</main></div>`
        : html`<main id="main" class="page" tabindex="-1">${this.failed ? html`<h1>${t('docs.title')}</h1><p class="problem" role="alert">${icon('warn')}${t('docs.failed')}</p>` : nothing}</main>`}`;
  }

  /** @param {Contract} contract */
  #contents(contract) {
    const words = this.words.trim();
    const chapters = contract.chapters
      .map((chapter) => ({ chapter, found: words ? chapter.operations.filter((one) => matches(one, words)) : chapter.id === this.chapter ? chapter.operations : [] }))
      .filter(({ found }) => !words || found.length);
    const n = chapters.reduce((sum, { found }) => sum + found.length, 0);
    return html`<nav class="contents" aria-label=${t('docs.contents')}>
      <label class="search">${icon('search')}<input id="filter" type="search" data-testid="docs-filter" .value=${this.words} placeholder=${t('docs.filter')} aria-label=${t('docs.filter')}
        aria-keyshortcuts="/" autocomplete="off" spellcheck="false" @input=${(/** @type {any} */ event) => (this.words = event.target.value)} /></label>
      <p class="muted found" role="status" data-testid="docs-found">${words ? (n ? count('docs.found', n) : t('docs.none')) : ''}</p>
      <ul>${words ? nothing : this.#entry(INTRO, t('docs.intro'))}
        ${repeat(chapters, ({ chapter }) => chapter.id, ({ chapter, found }) => html`<li><a href="#${chapter.id}" aria-current=${this.at === chapter.id ? 'true' : nothing}>${chapter.name}</a>
          ${found.length ? html`<ul>${found.map((one) => html`<li><a href="#${one.id}" data-testid="docs-to-${one.id}" aria-current=${this.at === one.id ? 'true' : nothing}><span class="method ${one.method}">${one.isSocket ? t('docs.socket.short') : one.method}</span><span>${one.title}</span></a></li>`)}</ul>` : nothing}</li>`)}
        ${words ? nothing : this.#entry(SCHEMAS, t('docs.schemas'))}</ul>
    </nav>`;
  }

  /** @param {string} heading @param {string} text */
  #entry(heading, text) {
    return html`<li><a href="#${heading}" aria-current=${this.at === heading ? 'true' : nothing}>${text}</a></li>`;
  }

  /** @param {Contract} contract */
  #main(contract) {
    if (this.chapter === INTRO) {
      return html`${this.#heading(1, INTRO, `Tandem ${t('docs.title')}`)}
        <p class="muted">${rich('docs.version', { version: contract.version, yaml: html`<a href="/openapi.yaml">openapi.yaml</a>`, json: html`<a href="/openapi.json">openapi.json</a>` })}</p>
        ${prose(contract.text, this.#link)}
        <p>${rich('docs.token', { token: html`<code>$TOKEN</code>`, command: html`<code>scripts/tandem user make-token</code>`, operation: html`<a href="#issueToken"><code>POST /api/v1/tokens</code></a>` })}</p>
        <dl class="tags">${contract.chapters.map(({ id, name, text }) => html`<div><dt><a href="#${id}">${name}</a></dt><dd>${phrase(text, this.#link)}</dd></div>`)}</dl>`;
    }
    if (this.chapter === SCHEMAS) {
      return html`${this.#heading(1, SCHEMAS, t('docs.schemas'))}<p>${t('docs.schemas.text')}</p>
        ${contract.schemas.map((schema) => html`<section class="op">${this.#heading(2, `schema-${schema.name}`, schema.name)}${schema.text ? prose(schema.text, this.#link) : nothing}
          ${schema.fields.length ? this.#fields(schema.fields) : html`<p>${this.#type(schema.type)}</p>${this.#allowed(schema)}`}</section>`)}`;
    }
    const chapter = /** @type {Chapter} */ (contract.chapters.find(({ id }) => id === this.chapter));
    return html`${this.#heading(1, chapter.id, chapter.name)}${prose(chapter.text, this.#link)}
      ${repeat(chapter.operations, ({ id }) => id, (operation) => this.#operation(operation))}`;
  }

  /** A heading with its own address. @param {1 | 2} level @param {string} id @param {string} text */
  #heading(level, id, text) {
    const link = html`<a class="anchor" href="#${id}" aria-label=${t('docs.link', { what: text })}>#</a>`;
    return level === 1 ? html`<h1 id=${id} tabindex="-1">${text} ${link}</h1>` : html`<h2 id=${id} tabindex="-1">${text} ${link}</h2>`;
  }

  /** @param {Operation} operation */
  #operation(operation) {
    const { id, method, path, role, body, answers, parameters } = operation;
    const command = curl(operation, location.origin);
    return html`<section class="op" data-testid="op-${id}">${this.#heading(2, id, operation.title)}
      <p class="line"><span class="method ${method}">${operation.isSocket ? t('docs.socket') : method}</span> <code class="path">${path}</code>
        <span class="pill"><span class="sr">${t('docs.who')} </span>${icon(role === 'public' ? 'people' : 'lock')}${term('docs.who', role)}</span></p>
      ${operation.text ? prose(operation.text, this.#link) : nothing}
      ${parameters.length ? html`<h3>${t('docs.parameters')}</h3>${this.#fields(parameters)}` : nothing}
      ${body ? html`<h3>${t('docs.body')} <code>${body.media}</code> ${this.#type(body.type)}</h3>${this.#fields(body.fields)}` : nothing}
      <h3>${t('docs.answers')}</h3><ul class="fields">${answers.map((answer) => html`<li><div class="row"><code class="status ${answer.status[0]}">${answer.status === 'default' ? t('docs.other') : answer.status}</code>
          <span class="grow">${phrase(answer.text, this.#link)}${answer.isProblem ? html` <span class="muted">${t('docs.problem')}</span>` : nothing}
          ${answer.headers.length ? html` <span class="muted">${t('docs.with_headers', { headers: answer.headers.join(', ') })}</span>` : nothing}</span></div>
        ${answer.body && !answer.isProblem ? this.#answerBody(answer.body) : nothing}</li>`)}</ul>
      ${command ? html`<h3>${t('docs.example')}</h3><pre tabindex="0"><code>${command}</code></pre>`
        : body?.media.includes('json') ? html`<h3>${t('docs.example.body')}</h3><pre tabindex="0"><code>${JSON.stringify(body.example, undefined, 2)}</code></pre>` : nothing}
    </section>`;
  }

  /** @param {Body} body */
  #answerBody({ media, type, fields }) {
    const what = html`<code>${media}</code> ${this.#type(type)}`;
    return fields.length ? html`<details><summary>${what}</summary>${this.#fields(fields)}</details>` : html`<p class="alone">${what}</p>`;
  }

  /** @param {Type} type */
  #type({ text, link }) {
    return html`<span class="type">${text}${link ? html`${text ? ' ' : ''}<a href="#schema-${link}">${link}</a>` : nothing}</span>`;
  }

  /** Which values are allowed. @param {{ words: string[], limits: string[] }} value */
  #allowed({ words, limits }) {
    return html`${words.length ? html`<p class="muted">${t('docs.one_of')} ${words.map((one, i) => html`${i ? ', ' : ''}<code>${one}</code>`)}</p>` : nothing}
      ${limits.length ? html`<p class="muted">${limits.join(', ')}</p>` : nothing}`;
  }

  /** @param {(Field & { place?: string })[]} fields @returns {unknown} */
  #fields(fields) {
    if (!fields.length) return nothing;
    return html`<ul class="fields">${fields.map((field) => html`<li>
      <code class="name">${field.name}</code> ${this.#type(field.type)}
      ${field.place ? html`<span class="muted">${term('docs.place', field.place)}</span>` : nothing}
      ${field.isNeeded ? html`<span class="needed">${t('docs.needed')}</span>` : nothing}${field.isOld ? html`<span class="needed">${t('docs.old')}</span>` : nothing}
      ${this.#allowed(field)}
      ${field.text ? html`<p>${phrase(field.text, this.#link)}</p>` : nothing}
      ${this.#fields(field.fields)}</li>`)}</ul>`;
  }
}
customElements.define('tandem-docs', Docs);
