// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { kbd } from '../lib/kbd.js';
import { whenIdle } from '../lib/lazy.js';
import { Part } from '../lib/part.js';
import { clock } from '../lib/time.js';
import { count, ofChannel, t, term } from '../lib/text.js';
import { caseOf, nameOf, talkOf } from '../state/desk.js';
import { listOf } from '../state/desk-store.js';
import { caseStory, storyCase } from './case-story.js';
import { keyOf } from '../state/keys.js';
import { coming } from './coming.js';
import { contactHead, contactSteps, offerHead, talkFacts } from './contact-head.js';
import { noteBox } from './note-box.js';

/** The keys that an agent without a contact is shown. */
const HINTS = /** @type {const} */ (['accept', 'hold', 'finish', 'find']);

/** The contact in hand: its state, the entries of its case or its messages, and the agent's note. */
class ContactPane extends Part {
  static properties = { store: {}, desk: {}, contact: {}, offer: {}, act: {}, version: {}, guard: {}, written: {}, transfer: {}, forms: {} };

  constructor() {
    super();
    /** @type {import('../state/desk-store.js').DeskStore | undefined} */
    this.store = undefined;
    /** @type {import('../state/desk.js').Contact | undefined} */
    this.contact = undefined;
    /** @type {import('../state/desk.js').Offer | undefined} */
    this.offer = undefined;
    /** @type {{ busy: string, problem: string, said: string }} */
    this.act = { busy: '', problem: '', said: '' };
    /** @type {unknown} the guard card, where the window is too narrow for the customer's column */
    this.guard = undefined;
    /** @type {{ writing: import('../work/writing.js').Writing | undefined, failed: boolean } | undefined} the part for written conversations */
    this.written = undefined;
    /** @type {{ open: boolean, isThere: boolean, failed: boolean } | undefined} */
    this.transfer = undefined;
    /** @type {import('../lib/lazy.js').Lazy | undefined} the part with the finish panel */
    this.forms = undefined;
  }

  /** @type {number | undefined} */
  #late;

  updated() {
    this.#loadStory();
    this.#wakeForWarning();
  }

  #asks = false;

  /** The pop has only the newest rows of the customer; those of the case may be further back. An offer is painted before they are asked for. */
  #loadStory() {
    if (this.#asks || !this.#further()) return;
    this.#asks = true;
    whenIdle(() => {
      this.#asks = false;
      const { pop, id } = this.#further() ?? {};
      if (pop) this.store?.loadOlder(pop, { case: id });
    });
  }

  /** The case of which rows may be missing, and its customer. */
  #further() {
    const { store } = this;
    const pop = store?.desk.pops[this.contact?.id ?? this.offer?.contact ?? ''];
    if (!store || !pop || pop.timeline.length >= pop.timeline_total) return undefined;
    const id = storyCase(pop, this.contact && caseOf(this.contact, pop));
    return id && !store.older[listOf(pop.customer.id, { case: id })] ? { pop, id } : undefined;
  }

  /** The warning of a long wrap-up comes with time alone. */
  #wakeForWarning() {
    window.clearTimeout(this.#late);
    const { contact } = this;
    if (contact?.state !== 'wrap_up') return;
    const left = contact.since + this.#limit(contact) - performance.now();
    if (left > 0) this.#late = window.setTimeout(() => this.requestUpdate(), left + 1);
  }

  /** The time for the wrap-up in ms; 0 if there is no limit. @param {import('../state/desk.js').Contact} contact */
  #limit(contact) {
    return (this.store?.desk.floor.queues.find((queue) => queue.id === contact.queue)?.wrap_up ?? 0) * 1000;
  }

  render() {
    const { store, forms } = this;
    if (!store?.desk.me || !forms) return html`<div class="empty"><p class="muted">${t('line.connecting')}</p></div>`;
    if (this.contact) return this.#contact(store, forms, this.contact);
    if (this.offer) return this.#offered(store, this.offer);
    const { presence } = store.desk;
    return html`<div class="empty"><div>
      <span class="big-icon">${icon(presence.state === 'ready' ? 'people' : 'pause')}</span>
      <h1>${t(presence.state === 'ready' ? 'contact.none' : 'contact.away')}</h1>
      <p class="muted">${t(presence.state === 'ready' ? 'contact.none_hint' : 'contact.away_hint')}</p>
      <dl class="keys">${keyOf('help') && HINTS.map((action) => html`<div><dt>${kbd(action)}</dt><dd>${t(`keys.${action}`)}</dd></div>`)}<div><dt><kbd>Esc</kbd></dt><dd>${t('keys.close')}</dd></div></dl>
      <p class="more"><button data-testid="canned-open" @click=${() => this.#send('canned', {})}>${icon('pen')}${t('canned.open')}</button></p>
    </div></div>`;
  }

  /** @param {import('../state/desk-store.js').DeskStore} store @param {import('../state/desk.js').Offer} offer */
  #offered(store, offer) {
    const pop = store.desk.pops[offer.contact];
    const { choice } = offer;
    return html`${offerHead(offer, nameOf(store.desk, offer, offer.contact))}
      <div class="feed" role="region" tabindex="0" aria-label=${t('contact.story')}>
        ${choice ? html`<p class="why">${icon('people')}${t(choice.last_agent ? 'why.last_agent' : 'why.you', { strategy: term('why', choice.strategy), idle: clock(choice.idle_ms), able: count('why.able', choice.able) })}</p>` : nothing}
        ${pop ? caseStory({ store, pop, caseId: undefined, contact: undefined, offered: offer.contact }) : html`<p class="muted">${ofChannel('offer.loading', offer.channel)}</p>`}
      </div>`;
  }

  /** @param {import('../state/desk-store.js').DeskStore} store @param {import('../lib/lazy.js').Lazy} forms @param {import('../state/desk.js').Contact} contact */
  #contact(store, forms, contact) {
    const { desk } = store;
    const pop = desk.pops[contact.id];
    const draft = store.drafts.of(contact.id);
    const caseId = caseOf(contact, pop);
    const talk = talkOf(desk, contact);
    const written = contact.conversation !== undefined;
    const name = nameOf(desk, contact);
    const send = (/** @type {string} */ type, /** @type {object} */ detail) => this.#send(type, detail);
    const story = pop ? caseStory({ store, pop, caseId, contact: contact.id, written }) : html`<p class="muted">${ofChannel('offer.loading', contact.channel)}</p>`;
    return html`${contactHead({
      contact, send,
      title: contact.channel === 'email' && talk?.subject ? talk.subject : name,
      limit: this.#limit(contact),
      finishing: draft.finishing,
      transferring: this.transfer?.open ?? false,
    })}
      ${written ? talkFacts(desk, contact, talk, name) : contactSteps(desk, contact)}
      <div class="split"><div class="column">
        ${written
          ? this.#written(contact, talk, story, draft.finishing)
          : html`<div class="feed" role="region" tabindex="0" aria-label=${t('contact.story')}>${this.guard ?? nothing}${story}</div>`}
        ${!written || draft.finishing
          ? noteBox({ contact, draft, caseId, forms, send, kept: store.drafts.isKept(contact.id), act: this.act, outcomes: desk.floor.outcomes })
          : nothing}
      </div>${this.transfer?.open ? this.#transfer(contact) : nothing}</div>`;
  }

  /** @param {import('../state/desk.js').Contact} contact @param {import('../state/talks.js').Talk | undefined} talk @param {unknown} story @param {boolean} finishing */
  #written(contact, talk, story, finishing) {
    const { written } = this;
    if (!written?.writing) return coming(Boolean(written?.failed), () => this.#send('part', { part: 'written' }));
    return html`<tandem-written .store=${this.store} .desk=${this.store?.desk} .contact=${contact} .talk=${talk} .writing=${written.writing} .version=${{}} .guard=${this.guard} .story=${story} .finishing=${finishing}></tandem-written>`;
  }

  /** @param {import('../state/desk.js').Contact} contact */
  #transfer(contact) {
    return this.transfer?.isThere
      ? html`<tandem-transfer .store=${this.store} .contact=${contact}></tandem-transfer>`
      : html`<section class="transfer">${coming(Boolean(this.transfer?.failed), () => this.#send('part', { part: 'transfer' }))}</section>`;
  }

  /** @param {string} type @param {object} detail */
  #send(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
customElements.define('tandem-contact', ContactPane);
