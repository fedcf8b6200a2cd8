// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { canned } from 'texts/canned.js';
import { findCustomers, isTooShort } from '../api/customers.js';
import { call, Problem } from '../api/http.js';
import { icon } from '../lib/icons.js';
import { kbd } from '../lib/kbd.js';
import { Part, say } from '../lib/part.js';
import { stand } from '../lib/stack.js';
import { know, t } from '../lib/text.js';
import { when } from '../lib/time.js';
import { unique } from '../lib/unique.js';
import { actionOf } from '../state/keys.js';
import { formOf, Forms, grouped, isUnsaved, keptMine, met, newForm } from '../state/canned.js';
import { filled, openCase, parted, PLACEHOLDERS, unfilled } from '../state/replies.js';
import { withRequest } from '../work/acts.js';

know(canned);

const TEXT_LENGTH_MAX = 8_000;
const SEARCH_AFTER = 250;

/**
 * The place where canned replies are written: everybody writes their own, supervisors those of departments.
 *
 * @typedef {import('../state/canned.js').CannedReply} CannedReply
 * @typedef {import('../state/canned.js').Form} Form
 * @typedef {{ name: string, words: import('../state/replies.js').Known }} Person a customer for the preview
 */
class Canned extends Part {
  static properties = {
    person: {}, me: {}, departments: {},
    replies: { state: true }, failed: { state: true }, wanted: { state: true }, key: { state: true }, busy: { state: true }, problem: { state: true },
    sure: { state: true }, chosen: { state: true }, people: { state: true }, asked: { state: true },
  };

  constructor() {
    super();
    /** @type {Person | undefined} the customer of the contact in hand */
    this.person = undefined;
    /** @type {import('../api/types.js').Me | undefined} the agent, on a desk */
    this.me = undefined;
    /** @type {import('../api/types.js').Named[]} */
    this.departments = [];
    /** @type {CannedReply[] | undefined} */
    this.replies = undefined;
    this.failed = '';
    this.wanted = '';
    /** The form that is shown. */
    this.key = '';
    this.busy = '';
    this.problem = '';
    this.sure = false;
    /** @type {Person | undefined} a customer who was searched for */
    this.chosen = undefined;
    /** @type {import('../api/types.js').Customer[] | undefined} */
    this.people = undefined;
    this.asked = '';
  }

  /** @type {Forms | undefined} */
  forms;
  supervises = false;
  account = '';
  /** @type {number | undefined} */
  #searching;

  connectedCallback() {
    super.connectedCallback();
    this.#open();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.clearTimeout(this.#searching);
    stand(this, false);
  }

  firstUpdated() {
    /** @type {HTMLElement | null} */ (this.querySelector('#canned-title'))?.focus();
  }

  /** The desk inserts what is written here from now on. @param {Map<string, unknown>} changed */
  updated(changed) {
    stand(this, this.sure, () => this.#sure(false));
    if (changed.has('replies') && this.replies) this.dispatchEvent(new CustomEvent('canned-changed', { detail: this.replies, bubbles: true }));
  }

  async #open() {
    this.failed = '';
    try {
      const me = await call('GET', '/me');
      this.account = me.name;
      this.supervises = me.role !== 'agent';
      this.forms ??= new Forms(me.name);
      if (this.supervises && !this.departments.length) this.departments = (await call('GET', '/floor')).departments;
      await this.#load();
    } catch (problem) {
      this.failed = withRequest(/** @type {Problem} */ (problem));
    }
  }

  async #load() {
    const replies = /** @type {CannedReply[]} */ ((await call('GET', '/canned-replies')).canned_replies);
    for (const form of this.forms?.all ?? []) this.#keep(met(form, replies.find((one) => one.id === form.id)));
    this.replies = replies;
  }

  /** @param {string | undefined} department */
  #department(department) {
    return this.departments.find((one) => one.id === department)?.name ?? (department === this.me?.department ? this.me?.department_name : undefined) ?? department ?? '';
  }

  /** @param {string} key @returns {CannedReply | undefined} */
  #reply(key) {
    return this.replies?.find((one) => one.id === key);
  }

  /** The form that is shown; a reply that was not changed here has none yet. @returns {Form | undefined} */
  get #form() {
    const reply = this.#reply(this.key);
    return this.forms?.of(this.key) ?? (reply && formOf(reply)) ?? (this.key ? newForm(this.key) : undefined);
  }

  /** @param {Form} form */
  #keep(form) {
    const same = !isUnsaved(form, form.id ? this.#reply(form.id) : undefined) && !form.theirs;
    if (same) this.forms?.drop(form.key);
    else this.forms?.keep(form);
    this.requestUpdate();
  }

  render() {
    return html`<section class="canned" role="dialog" aria-labelledby="canned-title" data-testid="canned-panel" @keydown=${this.#keys}>
      <div class="head"><h1 id="canned-title" tabindex="-1">${t('replies.title')}</h1><span class="grow"></span>
        ${this.replies ? html`<button class="pri" data-testid="canned-new" @click=${() => this.#begin(newForm(unique()))}>${icon('pen')}${t('replies.new')}</button>` : nothing}
        <button class="quiet" data-testid="canned-close" aria-label=${t('replies.close')} @click=${() => this.#close()}>${icon('close')}</button></div>
      ${this.replies ? html`<div class="canned-in">${this.#list(this.replies)}${this.#edited()}</div>` : html`<div class="canned-in"><p class="muted" role="status">${this.failed
        ? html`${t('replies.failed')} ${this.failed} <button class="small" @click=${() => this.#open()}>${t('replies.again')}</button>`
        : t('replies.loading')}</p></div>`}
    </section>`;
  }

  /** @param {CannedReply[]} replies */
  #list(replies) {
    const groups = grouped(replies, this.wanted, (department) => this.#department(department));
    const fresh = (this.forms?.all ?? []).filter((form) => !form.id);
    return html`<div class="canned-list">
      <label class="search">${icon('search')}<span class="sr">${t('replies.search')}</span><input type="search" data-testid="canned-search" placeholder=${t('replies.search')} .value=${this.wanted} @input=${(/** @type {any} */ e) => (this.wanted = e.target.value)} /></label>
      ${fresh.length ? html`<ul>${fresh.map((form) => this.#row(form.key, form.shortcut, form.text))}</ul>` : nothing}
      ${groups.map((group) => html`<h2>${icon(group.department ? 'people' : 'user')}${group.department ? this.#department(group.department) : t('replies.mine')}</h2>
        <ul data-testid="canned-of-${group.department || 'mine'}">${repeat(group.replies, (one) => one.id, (one) => this.#row(one.id, one.shortcut, one.text))}</ul>`)}
      ${groups.length || (fresh.length && !replies.length) ? nothing : html`<p class="muted">${t(replies.length ? 'replies.none_found' : 'replies.none')}</p>`}</div>`;
  }

  /** @param {string} key @param {string} shortcut @param {string} text */
  #row(key, shortcut, text) {
    const form = this.forms?.of(key);
    return html`<li><button class="card" data-testid="canned-row" aria-current=${key === this.key ? 'true' : nothing} @click=${() => this.#show(key)}>
      <span class="row"><b>${shortcut ? `/${shortcut}` : t('replies.untitled')}</b>${form ? html`<span class="pill warn">${icon('pen')}${t('replies.unsaved')}</span>` : nothing}</span><span class="muted line">${text}</span></button></li>`;
  }

  #edited() {
    const form = this.#form;
    if (!form) return html`<div class="canned-form"><p class="muted">${t('replies.choose')}</p><p class="muted">${t('replies.hint')}</p></div>`;
    const mine = !form.department || this.supervises;
    const length = [...form.text].length;
    const changed = isUnsaved(form, form.id ? this.#reply(form.id) : undefined) || form.gone;
    const holes = unfilled(form.text).filter((hole) => !PLACEHOLDERS.some((name) => name === hole.slice(2, -2).trim()));
    return html`<form class="canned-form" data-testid="canned-form" @submit=${(/** @type {Event} */ e) => { e.preventDefault(); this.#save(); }}>
      ${mine ? nothing : html`<p class="muted" data-testid="canned-read-only">${icon('lock')} ${t('replies.read_only')}</p>`}
      ${form.theirs ? this.#theirs(form, form.theirs) : nothing}
      ${form.gone ? html`<p class="other" role="status" data-testid="canned-gone">${icon('warn')} ${t('replies.gone')}</p>` : nothing}
      <div class="two"><div><label for="canned-shortcut">${t('replies.shortcut')}</label>
        <span class="slashed"><span aria-hidden="true">/</span><input id="canned-shortcut" data-testid="canned-shortcut" autocomplete="off" spellcheck="false" aria-describedby="canned-shortcut-hint" ?readonly=${!mine} .value=${form.shortcut} @input=${(/** @type {any} */ e) => this.#change({ shortcut: e.target.value.replace(/^\//, '') })} /></span>
        <small id="canned-shortcut-hint" class="muted">${t('replies.shortcut_hint')}</small></div>
        ${this.#owner(form)}</div>
      <label for="canned-text">${t('replies.text')}</label>
      <textarea id="canned-text" data-testid="canned-text" rows="7" aria-describedby="canned-length" ?readonly=${!mine} .value=${form.text} @input=${(/** @type {any} */ e) => this.#change({ text: e.target.value })}></textarea>
      <small id="canned-length" class=${length > TEXT_LENGTH_MAX ? 'problem' : 'muted'}>${t('replies.length', { n: length, most: TEXT_LENGTH_MAX })}</small>
      <fieldset class="holes"><legend>${t('replies.placeholders')}</legend><p class="muted small">${t('replies.placeholders_hint')}</p>
        <ul>${PLACEHOLDERS.map((name) => html`<li>${mine
          ? html`<button type="button" class="small" data-testid="hole-${name}" aria-label=${t('replies.insert', { name })} @click=${() => this.#insert(`{{${name}}}`)}><code>{{${name}}}</code></button>`
          : html`<code>{{${name}}}</code>`}<span class="muted">${t(`replies.hole.${name}`)}</span></li>`)}</ul>
        ${holes.length ? html`<p class="small" data-testid="canned-by-hand">${icon('pen')} ${t('replies.by_hand', { holes: holes.join(', ') })}</p>` : nothing}</fieldset>
      ${this.#preview(form)}
      ${this.problem ? html`<p class="problem" role="alert" data-testid="canned-problem">${icon('warn')}${this.problem}</p>` : nothing}
      ${this.sure ? html`<div class="bar"><span role="alert">${t('replies.delete_sure', { shortcut: form.shortcut })}</span><span class="grow"></span>
          <button type="button" id="canned-delete-no" @click=${() => this.#sure(false)}>${t('replies.delete_no')}</button><button type="button" class="pri" data-testid="canned-delete-yes" @click=${() => this.#remove(form)}>${t('replies.delete_yes')}</button></div>`
        : html`<div class="bar">${mine ? html`${form.id ? html`<button type="button" id="canned-delete" data-testid="canned-delete" @click=${() => this.#sure(true)}>${t('replies.delete')}</button>` : nothing}
            ${this.forms?.of(form.key) ? html`<button type="button" class="quiet" data-testid="canned-undo" @click=${() => this.#undo(form)}>${t('replies.undo')}</button>` : nothing}
            <span class="grow"></span><button class="pri" data-testid="canned-save" aria-disabled=${!changed || this.busy !== '' || Boolean(form.theirs)}>${icon('check')}${this.busy || t('replies.save')} ${kbd('submit')}</button>`
          : html`<span class="grow"></span><button type="button" class="pri" data-testid="canned-copy" @click=${() => this.#begin({ ...newForm(unique()), shortcut: form.shortcut, text: form.text })}>${t('replies.copy')}</button>`}</div>`}
    </form>`;
  }

  /** Who may use a reply, which is chosen once. @param {Form} form */
  #owner(form) {
    const name = form.department ? t('replies.owner.team', { department: this.#department(form.department) }) : t('replies.owner.mine');
    return html`<div>${form.id || !this.supervises
      ? html`<span class="label">${t('replies.owner')}</span><p data-testid="canned-owner">${icon(form.department ? 'people' : 'user')} ${name}</p>`
      : html`<label for="canned-owner">${t('replies.owner')}</label><select id="canned-owner" data-testid="canned-owner" @change=${(/** @type {any} */ e) => this.#change({ department: e.target.value })}>
          <option value="" ?selected=${!form.department}>${t('replies.owner.mine')}</option>${this.departments.map((one) => html`<option value=${one.id} ?selected=${form.department === one.id}>${t('replies.owner.team', { department: one.name })}</option>`)}</select>`}</div>`;
  }

  /** What somebody else has written meanwhile, beside the own text. @param {Form} form @param {CannedReply} theirs */
  #theirs(form, theirs) {
    return html`<div class="other" role="status" data-testid="canned-theirs"><p><b>${icon('warn')}${t('replies.theirs', { who: theirs.changed_by })}</b> <time class="muted num" datetime=${theirs.changed_at}>${when(theirs.changed_at)}</time></p>
      <blockquote class="text"><b>/${theirs.shortcut}</b>
${theirs.text}</blockquote>
      <div class="bar"><button type="button" class="small" data-testid="canned-keep-mine" @click=${() => this.#keepMine(form)}>${t('replies.keep_mine')}</button>
        <button type="button" class="small" data-testid="canned-take-theirs" @click=${() => this.#undo(form)}>${t('replies.take_theirs')}</button></div></div>`;
  }

  /** @param {Form} form */
  #preview(form) {
    const person = this.chosen ?? this.person;
    const agent = this.me?.name ?? this.account;
    return html`<section class="preview" aria-labelledby="canned-preview"><div class="bar"><h2 id="canned-preview">${icon('eye')}${person ? t('replies.preview_for', { name: person.name }) : t('replies.preview')}</h2><span class="grow"></span>
        <label class="search">${icon('search')}<span class="sr">${t('replies.preview_search')}</span><input type="search" data-testid="canned-person" placeholder=${t('replies.preview_search')} .value=${this.asked} @input=${this.#search} /></label></div>
      ${this.people ? html`<ul class="people">${this.people.map((one) => html`<li><button type="button" class="small" data-testid="canned-person-found" @click=${() => this.#choose(one)}>${one.name}</button></li>`)}</ul>` : nothing}
      ${person ? nothing : html`<p class="muted small">${t('replies.preview_nobody')}</p>`}
      <div class="text" data-testid="canned-preview">${parted(filled(form.text, person ? { 'agent.name': agent, ...person.words } : {})).map((part, i) => (i % 2 ? html`<mark title=${t('replies.open_hole', { hole: part })}>${part}</mark>` : part))}</div></section>`;
  }

  /** @param {InputEvent} event */
  #search(event) {
    this.asked = /** @type {HTMLInputElement} */ (event.target).value;
    window.clearTimeout(this.#searching);
    this.#searching = window.setTimeout(async () => {
      const wanted = this.asked.trim();
      try {
        const found = isTooShort(wanted) ? undefined : await findCustomers(wanted);
        if (wanted === this.asked.trim()) this.people = found;
      } catch (problem) {
        this.problem = withRequest(/** @type {Problem} */ (problem));
      }
    }, SEARCH_AFTER);
  }

  /** @param {import('../api/types.js').Customer} one */
  async #choose(one) {
    try {
      const pop = await call('GET', `/customers/${one.id}`);
      this.chosen = { name: one.name, words: { 'customer.name': one.name, 'case.number': openCase(pop)?.number } };
      this.people = undefined;
      this.asked = '';
    } catch (problem) {
      this.problem = withRequest(/** @type {Problem} */ (problem));
    }
  }

  /** @param {string} key */
  #show(key) {
    this.key = key;
    this.problem = '';
    this.sure = false;
    // where the form is below the list
    this.updateComplete.then(() => this.querySelector('.canned-form')?.scrollIntoView({ block: 'nearest' }));
  }

  /** @param {Form} form */
  #begin(form) {
    this.#show(form.key);
    if (form.text) this.#keep(form);
    this.updateComplete.then(() => document.getElementById('canned-shortcut')?.focus());
  }

  /** @param {Partial<Form>} change */
  #change(change) {
    const form = this.#form;
    if (!form) return;
    this.problem = '';
    this.#keep({ ...form, ...change });
  }

  /** Puts a placeholder where the cursor is. @param {string} hole */
  #insert(hole) {
    const field = /** @type {HTMLTextAreaElement | null} */ (this.querySelector('#canned-text'));
    if (!field) return;
    const at = field.selectionStart;
    this.#change({ text: field.value.slice(0, at) + hole + field.value.slice(field.selectionEnd) });
    this.updateComplete.then(() => {
      field.focus();
      field.setSelectionRange(at + hole.length, at + hole.length);
    });
  }

  /** @param {Form} form */
  #undo(form) {
    this.forms?.drop(form.key);
    this.problem = '';
    if (!this.#reply(this.key)) this.key = '';
    this.requestUpdate();
  }

  /** @param {Form} form */
  #keepMine(form) {
    this.#keep(keptMine(form));
    this.#save();
  }

  async #save() {
    const form = this.#form;
    if (!form || this.busy || form.theirs || !(isUnsaved(form, form.id ? this.#reply(form.id) : undefined) || form.gone)) return;
    const { id, shortcut, text, version, department } = form;
    if (!shortcut.trim() || !text.trim()) {
      this.problem = t(shortcut.trim() ? 'replies.need_text' : 'replies.need_shortcut');
      return;
    }
    const saved = await this.#request(form, async () => /** @type {Promise<CannedReply>} */ (id
      ? call('PUT', `/canned-replies/${id}`, { shortcut: shortcut.trim(), text }, version ? { 'If-Match': `"${version}"` } : {})
      : call('POST', '/canned-replies', { ...(department ? { department } : {}), shortcut: shortcut.trim(), text })));
    if (!saved) return;
    this.replies = [...(this.replies ?? []).filter((one) => one.id !== saved.id), saved];
    // what was typed while it was saved stays
    const now = this.forms?.of(form.key);
    this.forms?.drop(form.key);
    if (now && (now.text !== text || now.shortcut !== shortcut)) this.forms?.keep({ ...formOf(saved), shortcut: now.shortcut, text: now.text });
    if (this.key === form.key) this.key = saved.id;
    say('polite', t('replies.saved', { shortcut: saved.shortcut }));
    await this.#load().catch(() => {});
  }

  /** @param {boolean} sure */
  #sure(sure) {
    this.sure = sure;
    this.updateComplete.then(() => document.getElementById(sure ? 'canned-delete-no' : 'canned-delete')?.focus());
  }

  /** @param {Form} form */
  async #remove(form) {
    this.sure = false;
    const { id, version } = form;
    if (!id) return;
    const done = await this.#request(form, () => call('DELETE', `/canned-replies/${id}`, undefined, version ? { 'If-Match': `"${version}"` } : {}).then(() => true));
    if (!done) return;
    this.forms?.drop(form.key);
    this.replies = (this.replies ?? []).filter((one) => one.id !== id);
    this.key = '';
    say('polite', t('replies.deleted', { shortcut: form.shortcut }));
    await this.#load().catch(() => {});
    this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector('[data-testid=canned-new]'))?.focus());
  }

  /**
   * Sends a change. What somebody else has done meanwhile stands beside the text, which is kept.
   * @template T
   * @param {Form} form @param {() => Promise<T>} request @returns {Promise<T | undefined>}
   */
  async #request(form, request) {
    this.busy = t('replies.saving');
    this.problem = '';
    try {
      return await request();
    } catch (error) {
      const problem = /** @type {Problem} */ (error);
      const now = this.forms?.of(form.key) ?? form;
      if (problem.status === 412 && problem.body.reply) this.forms?.keep({ ...now, theirs: problem.body.reply });
      else if (problem.status === 404) this.forms?.keep(met(now, undefined));
      else this.problem = withRequest(problem);
      if (problem.status === 412 || problem.status === 404) {
        await this.#load().catch(() => {});
        this.updateComplete.then(() => this.querySelector('.other')?.scrollIntoView({ block: 'nearest' }));
      }
      return undefined;
    } finally {
      this.busy = '';
    }
  }

  #close() {
    this.dispatchEvent(new CustomEvent('canned', { bubbles: true }));
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    if (actionOf(event) !== 'submit') return;
    this.#save();
    event.preventDefault();
    event.stopPropagation();
  }
}
customElements.define('tandem-canned', Canned);

export { knownOf } from '../state/replies.js';
