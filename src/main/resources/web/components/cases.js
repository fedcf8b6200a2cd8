// @ts-check
import { html, nothing } from 'lit';
import { channelIcon, icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { stand } from '../lib/stack.js';
import { inFull, when } from '../lib/time.js';
import { ofChannel, t, term, word } from '../lib/text.js';
import { caseOf } from '../state/desk.js';
import { listOf } from '../state/desk-store.js';
import { caseEntries } from './case-story.js';
import { coming } from './coming.js';
import { channelOf, namesOf } from './timeline-text.js';

/**
 * The customer's cases. Each can be opened to read its story, the contact can be switched to it, and a new one can be opened.
 *
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../api/types.js').Case} Case
 */

/** So many cases are shown before somebody asks for all of them. */
const SHOWN_FIRST = 5;

class Cases extends Part {
  static properties = { store: {}, pop: {}, older: {}, agents: {}, contact: {}, caseId: {}, opened: {}, act: {}, blocked: {}, forms: {}, newAct: {}, version: {}, adding: { state: true }, all: { state: true } };

  constructor() {
    super();
    /** @type {import('../state/desk-store.js').DeskStore | undefined} */
    this.store = undefined;
    /** @type {Pop | undefined} */
    this.pop = undefined;
    /** @type {import('../state/desk.js').Contact | undefined} */
    this.contact = undefined;
    /** @type {string | undefined} the case of the contact */
    this.caseId = undefined;
    /** The case whose story is open. */
    this.opened = '';
    this.act = { busy: '', problem: '' };
    this.newAct = { busy: '', problem: '' };
    this.blocked = '';
    /** @type {import('../lib/lazy.js').Lazy | undefined} the part with the form of a new case */
    this.forms = undefined;
    /** The contact for which a case is being opened. */
    this.adding = '';
    /** The customer whose cases are all shown. */
    this.all = '';
  }

  updated() {
    const { store, pop, opened, contact } = this;
    stand(this, contact && this.adding === contact.id, () => this.#add(false));
    const shown = pop?.cases.some((one) => one.id === opened);
    if (store && pop && shown && pop.timeline.length < pop.timeline_total && !store.older[listOf(pop.customer.id, { case: opened })]) store.loadOlder(pop, { case: opened });
  }

  render() {
    const { store, pop, contact, forms } = this;
    if (!store || !pop || !forms) return nothing;
    const all = pop.cases;
    // the case of the contact is always there, and so is the one that somebody reads
    const first = all.filter((one, i) => i < SHOWN_FIRST || one.id === this.caseId || one.id === this.opened);
    const shown = this.all === pop.customer.id ? all : first;
    const adding = contact && this.adding === contact.id;
    const why = this.blocked;
    return html`<section data-testid="cases" aria-labelledby="cases-title">
      <div class="row"><h2 id="cases-title">${t('cases.title')}<span class="muted num">${all.length || ''}</span></h2>
        <button class="small" id="new-case" data-testid="new-case" aria-expanded=${adding ? 'true' : 'false'} aria-disabled=${why !== ''} title=${why} @click=${() => (why ? this.#send('refused', { why }) : this.#add(!adding))}>${icon('plus')}${t('cases.new')}</button></div>
      ${adding ? (forms.part
        ? html`<tandem-new-case .contact=${contact.id} .customer=${pop.customer.id} .busy=${this.newAct.busy} .problem=${this.newAct.problem} @new-case-close=${() => this.#add(false)} @new-case-done=${() => this.#add(false)}></tandem-new-case>`
        : html`<div class="remedy coming" tabindex="-1">${coming(forms.failed, () => forms.want())}</div>`) : nothing}
      ${all.length ? html`<ul class="case-files">${shown.map((one) => this.#file(store, pop, one))}</ul>` : html`<p class="muted">${t('cases.none')}</p>`}
      ${shown.length < all.length ? html`<button class="link" data-testid="all-cases" @click=${() => (this.all = pop.customer.id)}>${t('cases.all', { n: all.length })}</button>` : nothing}
    </section>`;
  }

  /** @param {import('../state/desk-store.js').DeskStore} store @param {Pop} pop @param {Case} one */
  #file(store, pop, one) {
    const names = namesOf(store, pop);
    const mine = one.id === this.caseId;
    const open = one.id === this.opened;
    const body = `case-${one.id}`;
    return html`<li class="case-file ${mine ? 'mine' : ''}" data-testid="case-card" data-case=${one.id}>
      <div class="row"><button class="case-head" data-testid="case-open" aria-expanded=${open} aria-controls=${body} @click=${() => this.#send('show-case', { case: open ? '' : one.id })}>${icon('down')}<span><b class="num">${one.number}</b> <span>${one.subject}</span></span></button>
        <span class="pill ${one.state === 'resolved' || one.state === 'closed' ? 'done' : 'pause'}">${stateText(one)}</span></div>
      <p class="muted">${term('case', one.kind)} · ${names.department(one.department)} · <time datetime=${one.touched_at} title=${inFull(one.touched_at)}>${t('cases.touched', { when: when(one.touched_at) })}</time></p>
      ${this.#contacts(store, pop, one, mine, names)}
      <div id=${body}>${open ? this.#story(store, pop, one, mine) : nothing}</div></li>`;
  }

  /** Which contacts belong to a case: this one, others of the agent, or else the last one. @param {import('../state/desk-store.js').DeskStore} store @param {Pop} pop @param {Case} one @param {boolean} mine @param {import('./timeline-text.js').Names} names */
  #contacts(store, pop, one, mine, names) {
    const { desk } = store;
    const others = desk.contacts.filter((other) => other.id !== this.contact?.id && caseOf(other, desk.pops[other.id]) === one.id);
    const entry = pop.timeline.find((each) => each.case === one.id && each.contact && each.contact !== this.contact?.id);
    const channel = entry && channelOf(pop.timeline.filter((each) => each.contact === entry.contact), names);
    return html`${mine ? html`<p class="about" data-testid="this-contact">${icon(channelIcon(this.contact?.channel))}${t('cases.this_contact')}</p>` : nothing}
      ${others.map((other) => html`<p class="about muted">${icon(channelIcon(other.channel))}${t('cases.your_other', { what: ofChannel('channel', other.channel) })}</p>`)}
      ${!mine && !others.length && entry && channel ? html`<p class="about muted">${icon(channelIcon(channel))}${t('cases.last_contact', { what: ofChannel('channel', channel), when: when(entry.at) })}</p>` : nothing}`;
  }

  /** @param {import('../state/desk-store.js').DeskStore} store @param {Pop} pop @param {Case} one @param {boolean} mine */
  #story(store, pop, one, mine) {
    const why = this.blocked;
    const { busy, problem } = this.act;
    return html`${caseEntries({ store, pop, id: one.id, all: true })}
      ${problem ? html`<p class="problem" role="alert">${icon('warn')}${problem}</p>` : nothing}
      ${mine ? nothing : html`<button class="pri small" data-testid="work-on-case" aria-disabled=${why !== '' || busy !== ''} title=${why} @click=${() => (why ? this.#send('refused', { why }) : busy ? undefined : this.#send('switch-case', { case: one.id, number: one.number }))}>${icon('swap')}${busy || t('cases.work_on')}</button>`}`;
  }

  /** @param {boolean} open */
  #add(open) {
    const inside = this.querySelector('tandem-new-case')?.contains(document.activeElement);
    this.adding = open ? (this.contact?.id ?? '') : '';
    if (open) this.forms?.want();
    else if (inside) this.updateComplete.then(() => document.getElementById('new-case')?.focus());
  }

  /** @param {string} type @param {object} detail */
  #send(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
customElements.define('tandem-cases', Cases);

/** The state in words; of a case that waits, for whom. @param {Case} one */
const stateText = ({ state, waiting_on: party }) => (state === 'waiting' && party ? word(`case.waiting.${party}`, t('case.waiting')) : term('case', state));
