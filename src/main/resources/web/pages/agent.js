// @ts-check
import { html, nothing } from 'lit';
import { call, Problem } from '../api/http.js';
import { guardCard, sentence, aheadText } from '../components/guard-card.js';
import { icon } from '../lib/icons.js';
import { amountMinor, amountText } from '../lib/money.js';
import { Part, say } from '../lib/part.js';
import { Sound } from '../lib/sound.js';
import { painted, timing } from '../lib/timing.js';
import { t } from '../lib/text.js';
import { caseOf, work } from '../state/desk.js';
import { DeskStore } from '../state/desk-store.js';
import { newRemedy, usedOutcome } from '../state/drafts.js';
import { alreadyGiven, freeUnits, lineOf, openAgain } from '../state/remedies.js';
import '../components/header.js';
import '../components/offer-slot.js';
import '../components/work-list.js';
import '../components/call-pane.js';
import '../components/customer-pane.js';

/** A short break is nobody's business. */
const LOST_SHOWN_AFTER = 2_000;
const CLOCK_TRUSTED_WITHIN = 2_000;
const PAID_BACK = ['refund', 'credit'];

/**
 * The agent's page: it holds the store, turns what people do into commands and requests, and hands
 * the desk down to its parts.
 *
 * @typedef {import('../state/desk.js').Contact} Contact
 * @typedef {import('../api/types.js').Remedy} Remedy
 * @typedef {{ busy: string, problem: string, said: string }} Act
 */
class AgentPage extends Part {
  store = new DeskStore();
  sound = new Sound();
  selected = '';
  accepting = '';
  offerProblem = '';
  focusOn = '';
  drawer = false;
  lostShown = false;
  narrow = matchMedia('(max-width: 1279px)');
  timingAsked = new URLSearchParams(location.search).has('timing');
  /** @type {Record<string, Act>} what is under way, per contact and kind */
  acts = {};
  /** @type {Record<string, { remedy: Remedy, ahead: number | undefined }>} by contact */
  collisions = {};
  /** @type {Set<string>} */
  shown = new Set();

  connectedCallback() {
    super.connectedCallback();
    this.store.subscribe(() => this.#changed());
    this.store.start();
    addEventListener('keydown', (event) => this.#key(event));
    this.narrow.addEventListener('change', () => this.requestUpdate());
    this.addEventListener('presence', (/** @type {any} */ e) => this.#presence(e.detail));
    this.addEventListener('unlock', () => this.#unlock());
    this.addEventListener('test-tone', () => this.sound.test().then(() => this.requestUpdate()));
    this.addEventListener('logout', () => call('DELETE', '/session').finally(() => location.assign('/login')));
    this.addEventListener('accept', (/** @type {any} */ e) => this.#accept(e.detail));
    this.addEventListener('decline', (/** @type {any} */ e) => this.#decline(e.detail));
    this.addEventListener('choose-work', (/** @type {any} */ e) => this.#select(e.detail));
    this.addEventListener('drawer', () => this.#drawer(!this.drawer));
    this.addEventListener('hold', (/** @type {any} */ e) => this.#hold(e.detail));
    this.addEventListener('finish', () => this.#finishing(true));
    this.addEventListener('finish-submit', (/** @type {any} */ e) => this.#finish(e.detail));
    this.addEventListener('draft', (/** @type {any} */ e) => this.selected && this.store.draft(this.selected, e.detail));
    this.addEventListener('save-note', (/** @type {any} */ e) => this.#saveNote(e.detail.case));
    this.addEventListener('remedy-open', (/** @type {any} */ e) => this.#remedyOpen(e.detail));
    this.addEventListener('remedy-change', (/** @type {any} */ e) => this.#remedyChange(e.detail));
    this.addEventListener('remedy-close', () => this.#remedyClose());
    this.addEventListener('remedy-submit', () => this.#remedySubmit());
    this.addEventListener('identify', (/** @type {any} */ e) => this.#identify(e.detail.customer));
    this.addEventListener('refused', (/** @type {any} */ e) => this.#refused(e.detail.why));
  }

  get contact() {
    return this.store.desk.contacts.find((one) => one.id === this.selected);
  }

  render() {
    const { store, contact } = this;
    const { desk } = store;
    const offer = contact ? undefined : desk.offers[0];
    const pop = desk.pops[contact?.id ?? offer?.contact ?? ''];
    const guard = pop && this.#guard(pop, contact);
    const act = this.acts[`call ${contact?.id}`] ?? { busy: '', problem: '', said: '' };
    const narrow = this.narrow.matches;
    const muted = desk.presence.state === 'ready' && !this.sound.unlocked;
    // The drafts and the line change in place; a fresh object tells the parts below.
    const version = {};
    return html`
      <tandem-header .desk=${desk} .line=${store.line} .muted=${muted}></tandem-header>
      ${this.lostShown ? html`<div class="lost" role="status" data-testid="lost-bar">${icon('cut')}<b>${t('lost.title')}</b> ${t('lost.hint')}</div>` : nothing}
      <nav aria-label=${t('work.title')}>
        <tandem-offer .desk=${desk} .accepting=${this.accepting} .problem=${this.offerProblem}></tandem-offer>
        <tandem-work .desk=${desk} .selected=${this.selected}></tandem-work>
      </nav>
      <main><tandem-call .store=${store} .desk=${desk} .contact=${contact} .offer=${offer} .act=${act} .version=${version} .guard=${narrow ? guard : undefined}></tandem-call></main>
      <aside class=${this.drawer ? 'open' : ''} aria-label=${t('customer.title')} tabindex="0" ?inert=${narrow && !this.drawer}>
        <button class="narrow-only quiet" @click=${() => this.#drawer(false)} aria-label=${t('customer.close')}>${icon('close')}</button>
        <tandem-customer .store=${store} .desk=${desk} .older=${store.older} .pop=${pop} .contact=${contact} .version=${version} .guard=${narrow ? undefined : guard}
          .remedyAct=${this.acts[`remedy ${contact?.id}`] ?? { busy: '', problem: '' }} .identifyAct=${this.acts[`identify ${contact?.id}`] ?? { busy: '', problem: '' }}></tandem-customer>
      </aside>
      ${this.timingAsked ? html`<footer class="num">${t('timing', { n: timing.offers.length, last: timing.offers.at(-1)?.ms.toFixed(1) ?? '-', shift: timing.layoutShift.toFixed(3) })}</footer>` : nothing}`;
  }

  updated() {
    for (const offer of this.store.desk.offers) {
      if (this.shown.has(offer.id)) continue;
      this.shown.add(offer.id);
      this.updateComplete.then(() => painted(offer.id, (ms) => {
        this.store.painted(offer.id, ms);
        if (this.timingAsked) this.requestUpdate();
      }));
    }
    if (this.focusOn && this.contact?.id === this.focusOn) {
      this.focusOn = '';
      this.updateComplete.then(() => document.getElementById('call-name')?.focus());
    }
  }

  async getUpdateComplete() {
    const done = await super.getUpdateComplete();
    await Promise.all([...this.children].map((/** @type {any} */ child) => (child.updateComplete ?? child.firstElementChild?.updateComplete)));
    return done;
  }

  /** @param {import('../api/types.js').Pop} pop @param {Contact | undefined} contact */
  #guard(pop, contact) {
    const caseId = contact && caseOf(contact, pop);
    const now = Date.now();
    return guardCard({
      pop,
      given: alreadyGiven(pop, caseId, now),
      again: openAgain(pop, caseId, now),
      me: this.store.desk.me?.id,
      collision: contact && this.collisions[contact.id],
      tell: (remedy) => this.#tell(pop, remedy),
      different: (remedy) => this.#different(remedy),
    });
  }

  #changed() {
    const { desk, line } = this.store;
    const held = work(desk);
    const gone = this.selected && !held.some((one) => one.id === this.selected);
    if (gone) {
      this.selected = held[0]?.id ?? '';
      this.drawer = false;
    }
    // With nothing else in hand there is nothing to interrupt.
    if (!this.selected && held.length) this.selected = held[0].id;
    this.sound.ring(desk.offers.length > 0);
    if (this.accepting && !desk.offers.some((one) => one.id === this.accepting)) this.accepting = '';
    this.#tellLost(line);
    this.#announce(desk);
    document.title = desk.offers.length ? t('title.ringing') : t('title.console');
    this.requestUpdate();
  }

  /** @type {number | undefined} */
  #lostTimer;

  /** @param {{ state: string }} line */
  #tellLost(line) {
    if (line.state === 'live') {
      window.clearTimeout(this.#lostTimer);
      this.#lostTimer = undefined;
      this.lostShown = false;
    } else if (this.#lostTimer === undefined) {
      this.#lostTimer = window.setTimeout(() => {
        this.lostShown = true;
        this.requestUpdate();
      }, LOST_SHOWN_AFTER);
    }
  }

  #announced = { offer: '', missed: false };

  /** @param {import('../state/desk.js').Desk} desk */
  #announce(desk) {
    const offer = desk.offers[0];
    if (offer && offer.id !== this.#announced.offer) {
      say('urgent', t('say.offer', { name: desk.pops[offer.contact]?.customer.name ?? t('offer.caller'), queue: offer.queue_name }));
    } else if (desk.missed && !this.#announced.missed) {
      say('urgent', t('say.missed'));
    }
    this.#announced = { offer: offer?.id ?? '', missed: desk.missed !== undefined };
    if (!offer && !desk.missed) this.offerProblem = '';
  }

  /** @param {{ state: string, reason?: string }} asked */
  async #presence({ state, reason }) {
    if (state === 'ready') this.#unlock();
    try {
      await this.store.command(state, reason ? { reason } : {});
    } catch (problem) {
      say('urgent', /** @type {Error} */ (problem).message);
      this.offerProblem = /** @type {Error} */ (problem).message;
    }
  }

  #unlock() {
    this.sound.unlock().then(() => this.requestUpdate());
  }

  /** @param {import('../state/desk.js').Offer} offer */
  async #accept(offer) {
    if (this.accepting) return;
    this.accepting = offer.id;
    this.offerProblem = '';
    this.#unlock();
    this.requestUpdate();
    try {
      await this.store.command('accept', { offer: offer.id });
      this.selected = offer.contact;
      this.focusOn = offer.contact;
    } catch (problem) {
      this.offerProblem = /** @type {Error} */ (problem).message;
      this.accepting = '';
    }
    this.requestUpdate();
  }

  /** @param {import('../state/desk.js').Offer} offer */
  async #decline(offer) {
    try {
      await this.store.command('decline', { offer: offer.id });
    } catch (problem) {
      this.offerProblem = /** @type {Error} */ (problem).message;
      this.requestUpdate();
    }
  }

  /** @param {string} contact */
  #select(contact) {
    this.selected = contact;
    this.requestUpdate();
  }

  /** @param {boolean} open */
  #drawer(open) {
    this.drawer = open;
    this.requestUpdate();
    if (open) this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector('aside'))?.focus());
  }

  /** @param {Contact} contact */
  async #hold(contact) {
    await this.#act(`call ${contact.id}`, '', () => this.store.command(contact.state === 'held' ? 'resume' : 'hold', { contact: contact.id }));
  }

  /** @param {boolean} open */
  #finishing(open) {
    if (!this.contact) return;
    this.store.draft(this.selected, { finishing: open });
    this.updateComplete.then(() => {
      if (open) /** @type {HTMLElement | null} */ (this.querySelector('.finish input[type=radio]:checked, .finish input'))?.focus();
      else /** @type {HTMLElement | null} */ (this.querySelector('[data-testid=finish]'))?.focus();
    });
  }

  /** @param {Contact} contact */
  async #finish(contact) {
    const draft = this.store.drafts.of(contact.id);
    if (!draft.outcome) {
      this.#actIs(`call ${contact.id}`, { busy: '', problem: t('finish.choose'), said: '' });
      return;
    }
    if (this.acts[`call ${contact.id}`]?.busy) return;
    const done = await this.#act(`call ${contact.id}`, t('finish.sending'), (waits) =>
      this.store.untilAnswered(() => call('POST', `/contacts/${contact.id}/outcome`, { outcome: draft.outcome, note: draft.note }), waits));
    if (!done) return;
    usedOutcome(draft.outcome);
    this.store.drafts.drop(contact.id);
    this.#actIs(`call ${contact.id}`, { busy: '', problem: '', said: t('finish.done') });
    say('polite', t('finish.done'));
  }

  /** @param {string} caseId */
  async #saveNote(caseId) {
    const { selected } = this;
    const { note } = this.store.drafts.of(selected);
    if (this.acts[`call ${selected}`]?.busy) return;
    // A note is no request that may be repeated blindly: where nobody answered, the text stays and the agent decides.
    const done = await this.#act(`call ${selected}`, t('note.saving'), () => call('POST', `/cases/${caseId}/notes`, { text: note }));
    if (!done) return;
    if (this.store.drafts.of(selected).note === note) this.store.draft(selected, { note: '' });
    this.#actIs(`call ${selected}`, { busy: '', problem: '', said: t('note.saved') });
  }

  /** @param {import('../api/types.js').Pop} pop @param {Remedy} remedy */
  #tell(pop, remedy) {
    const text = sentence(pop, remedy);
    navigator.clipboard?.writeText(text).catch(() => {}); // the note has it in any case
    if (!this.selected) return;
    const { note } = this.store.drafts.of(this.selected);
    if (!note.includes(text)) this.store.draft(this.selected, { note: note ? `${note.trimEnd()}\n${text}` : text });
    this.#actIs(`call ${this.selected}`, { busy: '', problem: '', said: t('tell.inserted') });
    say('polite', t('tell.inserted'));
    this.updateComplete.then(() => document.getElementById('note')?.focus());
  }

  /** @param {Remedy} remedy */
  #different(remedy) {
    const { contact } = this;
    if (!contact) return;
    const form = this.store.drafts.of(contact.id).remedy;
    // A form that is open keeps its words; only the line is asked for again.
    const remedyDraft = newRemedy({ kind: form?.kind ?? remedy.kind, line: undefined, units: [1], amount: form?.amount ?? '', chooseLine: true, ...(form ? { reason: form.reason } : {}) });
    this.#showRemedy(contact.id, remedyDraft, 'remedy-line');
  }

  /** @param {{ kind?: string, line?: string }} wish */
  #remedyOpen({ kind, line }) {
    const { contact } = this;
    const { desk } = this.store;
    const pop = contact && desk.pops[contact.id];
    if (!contact || !pop) return;
    if (this.narrow.matches) this.drawer = true;
    const kept = this.store.drafts.of(contact.id).remedy;
    if (kept && kept.kind === (kind ?? kept.kind) && kept.line === (line ?? kept.line)) {
      this.#focusSoon('remedy-reason');
      return;
    }
    const wanted = desk.floor.remedies.find((one) => one.id === kind) ?? desk.floor.remedies[0];
    if (!wanted) return;
    const found = lineOf(pop, line);
    const units = found ? freeUnits(pop, found.line, wanted.exclusion_group) : [1];
    const amount = found && PAID_BACK.includes(wanted.id) ? amountText(found.line.price_minor * units.length, found.order.currency) : '';
    delete this.collisions[contact.id];
    this.#showRemedy(contact.id, newRemedy({ kind: wanted.id, line, units, amount, chooseLine: !line, ...(kept ? { reason: kept.reason } : {}) }), line ? 'remedy-reason' : 'remedy-line');
  }

  /** @param {string} contact @param {import('../state/drafts.js').RemedyDraft} remedy @param {string} focus */
  #showRemedy(contact, remedy, focus) {
    this.#actIs(`remedy ${contact}`, { busy: '', problem: '', said: '' });
    this.store.draft(contact, { remedy });
    this.#focusSoon(focus);
  }

  /** @param {string} id */
  #focusSoon(id) {
    this.requestUpdate();
    this.updateComplete.then(() => requestAnimationFrame(() => {
      document.getElementById('remedy-title')?.closest('section')?.scrollIntoView({ block: 'nearest' });
      document.getElementById(id)?.focus();
    }));
  }

  /** @param {Partial<import('../state/drafts.js').RemedyDraft>} change */
  #remedyChange(change) {
    const form = this.store.drafts.of(this.selected).remedy;
    if (!form) return;
    // Another kind or line is another request, and so has another key.
    const other = change.kind !== undefined || change.line !== undefined || change.units !== undefined || change.amount !== undefined;
    this.store.draft(this.selected, { remedy: { ...form, ...change, ...(other ? { key: newRemedy(form).key } : {}) } });
  }

  #remedyClose() {
    if (!this.selected) return;
    this.store.draft(this.selected, { remedy: undefined });
    this.#actIs(`remedy ${this.selected}`, { busy: '', problem: '', said: '' });
    this.updateComplete.then(() => document.getElementById('note')?.focus());
  }

  async #remedySubmit() {
    const { contact } = this;
    const pop = contact && this.store.desk.pops[contact.id];
    const form = contact && this.store.drafts.of(contact.id).remedy;
    if (!contact || !pop || !form || this.acts[`remedy ${contact.id}`]?.busy) return;
    const found = lineOf(pop, form.line);
    const currency = found?.order.currency ?? pop.orders[0]?.currency ?? 'EUR';
    const amount = form.amount.trim() ? amountMinor(form.amount, currency) : undefined;
    const wrong = Number.isNaN(amount) ? t('remedy.bad_amount') : !form.reason.trim() ? t('remedy.no_reason') : found && !form.units.length ? t('remedy.no_units') : '';
    if (wrong) {
      this.#actIs(`remedy ${contact.id}`, { busy: '', problem: wrong, said: '' });
      this.#focusSoon(Number.isNaN(amount) ? 'remedy-amount' : 'remedy-reason');
      return;
    }
    const body = {
      kind: form.kind, reason: form.reason.trim(), contact: contact.id,
      ...(form.line ? { order_line: form.line, units: form.units } : {}),
      ...(amount === undefined ? {} : { amount_minor: amount, currency }),
    };
    const name = `remedy ${contact.id}`;
    this.#actIs(name, { busy: t('remedy.sending'), problem: '', said: '' });
    try {
      const caseId = caseOf(contact, pop) ?? (await call('POST', '/cases', { customer: pop.customer.id, kind: 'request', subject: form.reason.trim().slice(0, 120) })).id;
      const given = await this.store.untilAnswered(
        () => call('POST', `/cases/${caseId}/remedies`, body, { 'Idempotency-Key': form.key }),
        () => this.#actIs(name, { busy: t('waiting'), problem: '', said: '' }));
      this.store.know(pop.customer.id, given);
      delete this.collisions[contact.id];
      this.store.draft(contact.id, { remedy: undefined });
      this.#actIs(name, { busy: '', problem: '', said: '' });
      say('polite', t('remedy.given_now', { what: given.kind_name }));
    } catch (problem) {
      this.#remedyRefused(/** @type {Problem} */ (problem), contact, pop.customer.id);
    }
  }

  /** Somebody was ahead: the form keeps every word and the card says who. @param {Problem} problem @param {Contact} contact @param {string} customer */
  #remedyRefused(problem, contact, customer) {
    const name = `remedy ${contact.id}`;
    const remedy = problem.body?.remedy;
    if (!remedy) {
      this.#actIs(name, { busy: '', problem: withRequest(problem), said: '' });
      return;
    }
    const ahead = serverNow(problem) - Date.parse(remedy.given_at);
    this.collisions[contact.id] = { remedy, ahead };
    this.store.know(customer, remedy);
    this.#actIs(name, { busy: '', problem: '', said: '' });
    say('polite', `${aheadText({ remedy, ahead }, this.store.desk.me?.id)} ${t('guard.once')}`);
    this.updateComplete.then(() => this.querySelector('.guard')?.scrollIntoView({ block: 'nearest' }));
  }

  /** @param {string} customer */
  async #identify(customer) {
    const { contact } = this;
    if (!contact) return;
    await this.#act(`identify ${contact.id}`, t('identify.sending'), async () => {
      await call('POST', `/contacts/${contact.id}/customer`, { customer });
      await this.store.reload(contact.id, customer);
    });
  }

  /** A button that is off says why, and shows it. @param {string} why */
  #refused(why) {
    say('polite', why);
    const card = this.querySelector('.guard');
    card?.scrollIntoView({ block: 'nearest' });
    card?.animate([{ outlineColor: 'transparent' }, { outlineColor: 'currentColor' }, { outlineColor: 'transparent' }], 900);
  }

  /**
   * Does it, and shows that it is under way or why it was refused; answers whether it was done.
   * @param {string} name @param {string} busy @param {(waits: () => void) => Promise<unknown>} request
   */
  async #act(name, busy, request) {
    this.#actIs(name, { busy, problem: '', said: '' });
    try {
      await request(() => this.#actIs(name, { busy: t('waiting'), problem: '', said: '' }));
      this.#actIs(name, { busy: '', problem: '', said: '' });
      return true;
    } catch (problem) {
      this.#actIs(name, { busy: '', problem: withRequest(/** @type {Problem} */ (problem)), said: '' });
      return false;
    }
  }

  /** @param {string} name @param {Act} act */
  #actIs(name, act) {
    this.acts = { ...this.acts, [name]: act };
    this.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.metaKey || event.getModifierState?.('AltGraph')) return;
    const { contact } = this;
    const offer = this.store.desk.offers[0];
    if (event.ctrlKey) {
      if (event.key === 'Enter' && contact && this.store.drafts.of(contact.id).finishing) this.#finish(contact);
      return;
    }
    if (event.shiftKey || event.repeat) return;
    if (event.key === 'F2' && offer) this.#accept(offer);
    else if (event.key === 'F8' && (contact?.state === 'connected' || contact?.state === 'held')) this.#hold(contact);
    else if (event.key === 'F9' && contact) this.#finishing(!this.store.drafts.of(contact.id).finishing);
    else if (event.key === 'Escape') this.#escape();
    else return;
    event.preventDefault();
  }

  /** Closes what is on top; what was typed stays. */
  #escape() {
    const inside = document.activeElement?.closest('.remedy');
    if (inside) document.getElementById('note')?.focus();
    else if (this.drawer) this.#drawer(false);
    else if (this.contact && this.store.drafts.of(this.selected).finishing) this.#finishing(false);
  }
}
customElements.define('tandem-agent', AgentPage);

/** The header knows whole seconds: it is better than this clock only where this clock is wrong. @param {Problem} problem */
function serverNow({ serverTime }) {
  const here = Date.now();
  return serverTime !== undefined && Math.abs(serverTime - here) > CLOCK_TRUSTED_WITHIN ? serverTime : here;
}

/** @param {Problem} problem */
const withRequest = (problem) => (problem.request ? `${problem.message} (${problem.request})` : problem.message);
