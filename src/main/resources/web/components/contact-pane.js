// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { channelIcon, icon } from '../lib/icons.js';
import { Part } from '../lib/part.js';
import { clock, inFull, when } from '../lib/time.js';
import { count, ofChannel, t, typed, word } from '../lib/text.js';
import { canFinish, caseOf, entriesBefore, nameOf, stepsOf, talkOf } from '../state/desk.js';
import { coming } from './coming.js';
import { offerIcon, stateIcon } from './header.js';
import { TONES } from './work-list.js';
import { channelOf, namesOf, rowOf } from './timeline-text.js';
import './finish-panel.js';
import './timer.js';

const NOTE_LENGTH_MAX = 4000;
/** So many events in a row are folded into one line. */
const FOLDED_FROM = 2;

/**
 * Statements each alone, and system events that follow one another together.
 * @typedef {import('./timeline-text.js').Row} Row
 * @param {Row[]} rows
 */
function folded(rows) {
  /** @type {Row[][]} */
  const parts = [];
  for (const row of rows) {
    const last = parts.at(-1);
    if (!row.quote && last && !last[0].quote) last.push(row);
    else parts.push([row]);
  }
  return parts;
}

/** The contact in hand: its state, the entries of its case, and the agent's note. */
class ContactPane extends Part {
  static properties = { store: {}, desk: {}, contact: {}, offer: {}, act: {}, version: {}, guard: {}, written: {}, transfer: {} };

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
    /** @type {{ open: boolean, isThere: boolean, failed: boolean, said: string } | undefined} */
    this.transfer = undefined;
  }

  render() {
    if (!this.store?.desk.me) return html`<div class="empty"><p class="muted">${t('line.connecting')}</p></div>`;
    if (this.contact) return this.#contact(this.contact);
    if (this.offer) return this.#offered(this.offer);
    const { presence } = this.store.desk;
    return html`<div class="empty"><div>
      <span class="big-icon">${icon(presence.state === 'ready' ? 'people' : 'pause')}</span>
      <h1>${t(presence.state === 'ready' ? 'contact.none' : 'contact.away')}</h1>
      <p class="muted">${t(presence.state === 'ready' ? 'contact.none_hint' : 'contact.away_hint')}</p>
      <dl class="keys"><div><dt><kbd>F2</kbd></dt><dd>${t('keys.accept')}</dd></div><div><dt><kbd>F8</kbd></dt><dd>${t('keys.hold')}</dd></div><div><dt><kbd>F9</kbd></dt><dd>${t('keys.finish')}</dd></div><div><dt><kbd>Esc</kbd></dt><dd>${t('keys.close')}</dd></div></dl>
      <p class="more"><button data-testid="canned-open" @click=${() => this.#send('canned', {})}>${icon('pen')}${t('canned.open')}</button></p>
    </div></div>`;
  }

  /** @param {import('../state/desk.js').Offer} offer */
  #offered(offer) {
    const pop = this.store?.desk.pops[offer.contact];
    const choice = offer.choice;
    return html`<div class="head"><h1>${this.store && nameOf(this.store.desk, offer, offer.contact)}</h1>
        <span class="pill offer">${icon(offerIcon(offer.channel))}${ofChannel('presence.offered', offer.channel)}</span><span class="muted">${t('channel.queue', { channel: ofChannel('channel', offer.channel), queue: offer.queue_name })}</span></div>
      <div class="feed" role="region" tabindex="0" aria-label=${t('contact.story')}>
        ${choice ? html`<p class="why">${icon('people')}${t(choice.last_agent ? 'why.last_agent' : 'why.you', { strategy: word(`why.${choice.strategy}`, choice.strategy), idle: clock(choice.idle_ms), able: count('why.able', choice.able) })}</p>` : nothing}
        ${pop ? this.#story(pop, undefined) : html`<p class="muted">${ofChannel('offer.loading', offer.channel)}</p>`}
      </div>`;
  }

  /** @param {import('../state/desk.js').Contact} contact */
  #contact(contact) {
    const store = /** @type {import('../state/desk-store.js').DeskStore} */ (this.store);
    const pop = store.desk.pops[contact.id];
    const draft = store.drafts.of(contact.id);
    const caseId = caseOf(contact, pop);
    const held = contact.state === 'held';
    const steps = stepsOf(store.desk, contact);
    const finishable = canFinish(contact);
    const talking = held || contact.state === 'connected';
    const limit = (store.desk.floor.queues.find((queue) => queue.id === contact.queue)?.wrap_up ?? 0) * 1000;
    const late = contact.state === 'wrap_up' && limit > 0 && performance.now() - contact.since > limit;
    const talk = talkOf(store.desk, contact);
    const written = contact.conversation !== undefined;
    const live = contact.channel === 'call' || contact.channel === 'chat';
    const name = nameOf(store.desk, contact);
    const guard = this.guard ?? nothing;
    const story = pop ? this.#story(pop, caseId, contact.id, written) : html`<p class="muted">${ofChannel('offer.loading', contact.channel)}</p>`;
    return html`<div class="head" data-testid="contact" data-contact=${contact.id} data-state=${contact.state} data-channel=${contact.channel}>
        <h1 tabindex="-1" id="contact-name">${contact.channel === 'email' && talk?.subject ? talk.subject : name}</h1>
        <span class="pill ${TONES[contact.state]}">${icon(stateIcon(contact.state, contact.channel))}${ofChannel(`contact.${contact.state}`, contact.channel, {}, contact.state)}
          <tandem-timer class="num" .since=${contact.since}></tandem-timer></span>
        ${late ? html`<span class="pill warn">${icon('warn')}${t('wrap.late', { limit: clock(limit) })}</span>` : nothing}
        <span class="grow"></span>
        <button class="narrow-only" data-testid="customer-toggle" @click=${() => this.#send('drawer', {})}>${icon('user')}${t('customer.title')}</button>
        ${contact.state === 'wrap_up'
          ? nothing
          : html`<button data-testid="transfer-open" aria-expanded=${this.transfer?.open ?? false} aria-disabled=${!talking} title=${talking ? '' : t('transfer.not_yet')}
              @click=${() => talking && this.#send('transfer', {})}>${icon('swap')}${t('transfer.open')}</button>
            ${live ? html`<button data-testid="hold" aria-keyshortcuts="F8" aria-pressed=${held} aria-disabled=${!talking} title=${talking ? '' : t('hold.not_yet')}
              @click=${() => talking && this.#send('hold', contact)}>${icon(held ? 'play' : 'pause')}${t(held ? 'hold.resume' : 'hold.hold')} <kbd>F8</kbd></button>` : nothing}`}
        ${draft.finishing ? nothing : html`<button class="pri" data-testid="finish" aria-keyshortcuts="F9" aria-disabled=${!finishable} title=${finishable ? '' : t('finish.not_yet')}
              @click=${() => finishable && this.#send('finish', contact)}>${t('finish.open')} <kbd>F9</kbd></button>`}
      </div>
      ${written ? this.#meta(contact, talk, name) : html`<ol class="steps" aria-label=${t('steps.label')}>${steps.map((step) => {
        const at = steps.indexOf(contact.state === 'held' ? 'connected' : contact.state);
        const i = steps.indexOf(step);
        return html`<li class=${i < at ? 'past' : i === at ? 'here' : ''} aria-current=${i === at ? 'step' : nothing}>${i < at ? icon('check') : icon('circle')}${ofChannel(`steps.${step}`, contact.channel)}</li>`;
      })}<li class="facts muted"><span>${t('channel.queue', { channel: ofChannel('channel', contact.channel), queue: contact.queue_name })}</span><span>${t('contact.waited', { time: clock(contact.waited_ms) })}</span></li></ol>`}
      <div class="split"><div class="column">
        ${written
          ? this.#written(contact, talk, story, draft.finishing)
          : html`<div class="feed" role="region" tabindex="0" aria-label=${t('contact.story')}>${guard}${story}</div>`}
        ${!written || draft.finishing ? this.#compose(contact, draft, caseId) : nothing}
      </div>${this.transfer?.open ? this.#transfer(contact) : nothing}</div>`;
  }

  /** The line below the head of a written conversation. @param {import('../state/desk.js').Contact} contact @param {import('../state/talks.js').Talk | undefined} talk @param {string} name */
  #meta(contact, talk, name) {
    const viewers = talk?.viewers.filter((one) => one.agent !== this.store?.desk.me?.id) ?? [];
    const pop = this.store?.desk.pops[contact.id];
    const id = caseOf(contact, pop);
    const number = pop?.cases.find((one) => one.id === id)?.number ?? pop?.timeline.find((one) => one.case === id)?.case_number;
    return html`<div class="meta muted">
      <span>${t('channel.queue', { channel: ofChannel('channel', contact.channel), queue: contact.queue_name })}</span>
      ${contact.channel === 'email' ? html`<span>${name}</span>` : nothing}
      ${number ? html`<span>${t('case.title', { number })}</span>` : nothing}
      ${talk ? html`<span>${count('talk.messages', talk.messages)}</span>` : nothing}
      ${talk?.waits === undefined ? nothing : html`<span>${icon('clock')}${t('talk.waits')} <tandem-timer class="num" .since=${talk.waits}></tandem-timer></span>`}
      ${viewers.map((one) => html`<span class="viewer" data-testid="viewer" data-state=${one.state}>${icon(one.state === 'writing' ? 'pen' : one.state === 'away' ? 'moon' : 'eye')}${t(`viewer.${one.state}`, { name: one.name })}</span>`)}</div>`;
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

  /**
   * The entries of this case, oldest first as in a conversation; without a case, those of the open one.
   * @param {import('../api/types.js').Pop} pop @param {string | undefined} caseId @param {string} [contact] @param {boolean} [written] whether the notes are among the messages
   */
  #story(pop, caseId, contact, written = false) {
    const store = /** @type {import('../state/desk-store.js').DeskStore} */ (this.store);
    const names = namesOf(store, pop);
    const id = caseId ?? pop.cases.find((one) => one.state !== 'closed')?.id;
    const current = pop.cases.find((one) => one.id === id);
    const others = pop.cases.filter((one) => one.id !== id && (one.state === 'open' || one.state === 'waiting'));
    const entries = pop.timeline.filter((entry) => entry.case === id && (entry.kind !== 'contact' || entry.contact === contact)).reverse();
    return html`
      ${current
        ? html`<section class="case" data-testid="case" data-case=${current.id}><span class="case-icon">${icon('box')}</span><div>
            <h2>${t('case.title', { number: current.number })}<span class="muted"> · ${word(`case.${current.kind}`, current.kind)} · ${names.department(current.department)}</span></h2>
            <p>${current.subject}</p></div>
            <span class="pill ${current.state === 'resolved' ? 'done' : 'pause'}">${word(`case.${current.state}`, current.state)}</span>
            ${current.repeats ? html`<span class="pill warn">${icon('people')}${count('case.repeats', current.repeats)}</span>` : nothing}</section>`
        : entries.length // this contact opened the case, so no pop contains it yet
          ? html`<section class="case" data-testid="case" data-case=${id ?? nothing}><span class="case-icon">${icon('box')}</span><div><h2>${t('case.title', { number: entries[0].case_number })}</h2><p class="muted">${t('case.new')}</p></div></section>`
          : html`<section class="case"><span class="case-icon">${icon('box')}</span><div><h2>${t('case.none')}</h2><p class="muted">${t(entriesBefore(pop, contact ?? this.offer?.contact) ? 'case.none_hint' : 'case.first')}</p></div></section>`}
      ${others.length ? html`<p class="muted also">${t('case.also')} ${others.map((one, i) => html`${i ? ', ' : ''}${one.number} ${one.subject}`)}</p>` : nothing}
      <ol class="story">${repeat(folded(entries.map((entry) => rowOf(entry, names, channelOf(pop.timeline.filter((one) => one.contact === entry.contact), names)))), (part) => part[0].key, (part) => this.#told(part, store.desk.me?.id, written))}</ol>`;
  }

  /** A statement, or system events in a row, which are folded. @param {Row[]} part @param {string | undefined} me @param {boolean} written */
  #told(part, me, written) {
    const [row] = part;
    if (row.quote) {
      return written && row.entry.kind === 'note' ? nothing : html`<li class="said ${row.entry.agent === me ? 'mine' : ''} ${row.tone}"><div class="line"><b>${icon(row.icon)}${row.text}</b><time class="muted num" datetime=${row.entry.at} title=${inFull(row.entry.at)}>${when(row.entry.at)}</time></div>
            <blockquote>${row.quote}</blockquote><small class="muted">${row.who}</small></li>`;
    }
    const events = part.map((one) => html`<li class="event ${one.tone}">${icon(one.icon)}<span>${one.text}</span>${one.who ? html`<span class="muted">${one.who}</span>` : nothing}<time class="muted num" datetime=${one.entry.at} title=${inFull(one.entry.at)}>${when(one.entry.at)}</time></li>`);
    return part.length < FOLDED_FROM ? events : html`<li><details class="events"><summary>${count('events', part.length)}<span class="line">${part.map((one) => one.text).join(', ')}</span></summary><ol class="story">${events}</ol></details></li>`;
  }

  /** @param {import('../state/desk.js').Contact} contact @param {import('../state/drafts.js').Draft} draft @param {string | undefined} caseId */
  #compose(contact, draft, caseId) {
    const { busy, problem, said } = this.act;
    const outcomes = this.store?.desk.floor.outcomes ?? [];
    return html`<div class="compose ${draft.finishing ? 'open' : ''}">
      ${draft.finishing ? html`<tandem-finish .outcomes=${outcomes} .draft=${draft}></tandem-finish>` : nothing}
      <label for="note">${t(draft.finishing ? 'note.with_outcome' : 'note.label')}</label>
      <textarea id="note" data-testid="note" rows="3" placeholder=${t('note.placeholder')} .value=${draft.note}
        @input=${(/** @type {any} */ e) => this.#send('draft', { note: typed(e, NOTE_LENGTH_MAX) })}></textarea>
      <div class="bar">
        <button data-testid="give-remedy" @click=${() => this.#send('remedy-open', {})}>${icon('gift')}${t('remedy.give')}</button>
        ${draft.finishing ? nothing : html`<button data-testid="save-note" aria-disabled=${!draft.note.trim() || !caseId} title=${caseId ? '' : t('note.no_case')}
              @click=${() => draft.note.trim() && caseId && this.#send('save-note', { case: caseId })}>${icon('note')}${t('note.save')}</button>`}
        <span class="grow said-now">${problem ? html`<span class="problem" role="alert">${icon('warn')}${problem}</span>` : html`<span class="muted">${busy || said || (this.store?.drafts.isKept(contact.id) ? t('draft.kept') : '')}</span>`}</span>
        ${draft.finishing
          ? html`<button class="pri" data-testid="finish-submit" aria-disabled=${!draft.outcome || busy !== '' || !canFinish(contact)} title=${!canFinish(contact) ? t('finish.not_yet') : draft.outcome ? '' : t('finish.choose')}
              @click=${() => canFinish(contact) && this.#send('finish-submit', contact)}>${t('finish.submit')} <kbd>Ctrl</kbd><kbd>Enter</kbd></button>`
          : nothing}
      </div></div>`;
  }

  /** @param {string} type @param {object} detail */
  #send(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
customElements.define('tandem-contact', ContactPane);
