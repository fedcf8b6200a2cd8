// @ts-check
import { html, nothing } from 'lit';
import { desk as texts } from 'texts/desk.js';
import { call } from '../api/http.js';
import { claimStrip } from '../components/claim-strip.js';
import { coming } from '../components/coming.js';
import { guardCard } from '../components/guard-card.js';
import { icon } from '../lib/icons.js';
import { Part, say } from '../lib/part.js';
import { serverNow } from '../lib/server-time.js';
import { Notifier } from '../lib/notify.js';
import { Sound } from '../lib/sound.js';
import { stand } from '../lib/stack.js';
import { Lazy, withSheet } from '../lib/lazy.js';
import { painted, timing } from '../lib/timing.js';
import { keyOf, actionOf } from '../state/keys.js';
import { know, ofChannel, t } from '../lib/text.js';
import { canFinish, caseOf, OWN_REASONS, work } from '../state/desk.js';
import { DeskStore } from '../state/desk-store.js';
import { alreadyGiven, claimsOf, openAgain, revocableFor } from '../state/remedies.js';
import { Acts } from '../work/acts.js';
import { Contacts } from '../work/contacts.js';
import { Remedies } from '../work/remedies.js';
import '../components/header.js';
import '../components/lost-bar.js';
import { toldText } from '../components/offer-slot.js';
import '../components/work-list.js';
import '../components/contact-pane.js';
import '../components/customer-pane.js';

know(texts);

/**
 * The agent's page. It has the store and the selection, gives the desk to its parts, passes the agent's
 * actions to `work/`, and moves the focus.
 *
 * @typedef {import('../state/desk.js').Contact} Contact
 */
export class AgentPage extends Part {
  store = new DeskStore();
  acts = new Acts(() => this.requestUpdate());
  contacts = new Contacts(this);
  remedies = new Remedies(this);
  sound = new Sound();
  notifier = new Notifier();
  written = new Lazy(() => withSheet(import('../work/written.js'), '/web/styles/written.css'), () => this.#writingCame());
  forms = new Lazy(() => withSheet(import('../components/forms.js'), '/web/styles/forms.css'), () => this.#formsCame());
  transferring = new Lazy(() => withSheet(import('../components/transfer.js'), '/web/styles/transfer.css'), () => this.requestUpdate());
  /** @type {import('../work/writing.js').Writing | undefined} */
  writing;
  /** @type {import('../work/claiming.js').Claiming | undefined} it comes with the forms, in which remedies are claimed */
  claiming;
  transferOpen = false;
  /** The place where canned replies are written; it stands in the middle instead of the contact. */
  canning = new Lazy(() => withSheet(import('../components/canned.js'), '/web/styles/canned.css'), () => this.requestUpdate());
  cannedOpen = false;
  /** The search needs them; imported there, they would be one more file before the first paint. */
  ownReasons = OWN_REASONS;
  finding = new Lazy(() => withSheet(import('../work/finding.js'), '/web/styles/find.css'), () => {});
  /** @type {{ pop: import('../api/types.js').Pop, openedCase: string, why: string, strip: () => unknown, end: () => void, contact?: undefined } | undefined} a customer who is looked up beside the contact */
  lookedUp = undefined;
  /** @type {number | undefined} */
  #revocable;
  /** The case whose story is open in the customer's column. */
  openedCase = '';
  /** The choice of language and theme, which nobody needs at once. */
  tools = new Lazy(() => import('../components/tools.js'), () => {});
  selected = '';
  focusOn = '';
  drawer = false;
  /** Whether the customer is in a drawer; styles/agent/small.css has the same condition. */
  narrow = matchMedia('(max-width: 1279px), (max-height: 479px)');
  timingAsked = new URLSearchParams(location.search).has('timing');
  /** @type {Set<string>} the offers on screen */
  shown = new Set();

  connectedCallback() {
    super.connectedCallback();
    this.store.subscribe(() => this.#changed());
    this.store.start();
    this.forms.soon();
    this.sound.start(() => this.requestUpdate());
    this.tools.soon();
    this.finding.soon();
    addEventListener('keydown', (event) => this.#key(event));
    this.narrow.addEventListener('change', () => this.requestUpdate());
    const { contacts, remedies } = this;
    /** @type {Record<string, (detail: any) => unknown>} the actions that the parts ask for */
    const wishes = {
      presence: (asked) => contacts.presence(asked),
      accept: (offer) => contacts.accept(offer),
      decline: (offer) => contacts.decline(offer),
      hold: (contact) => contacts.hold(contact),
      'hang-up': (contact) => contacts.hangUp(contact),
      finish: () => this.#finishing(true),
      'finish-submit': (contact) => contacts.finish(contact),
      'save-note': () => this.saveNote(),
      transfer: () => this.#transfer(!this.transferOpen),
      transferred: () => this.#transfer(false),
      canned: () => this.#canned(!this.cannedOpen),
      'canned-changed': (replies) => this.writing?.know(replies),
      part: ({ part }) => (part === 'transfer' ? this.transferring : this.written).want(),
      'show-case': (wish) => this.showCase(wish.case, wish.focus),
      'switch-case': (file) => this.contact && contacts.switchCase(this.contact, file),
      'person-submit': (form) => this.forms.part?.saveCustomer(this, form),
      'new-case-submit': (form) => this.forms.part?.openCase(this, form),
      identify: (found) => this.contact && contacts.identify(this.contact, found.customer),
      draft: (change) => this.selected && this.store.draft(this.selected, change),
      'remedy-open': (wish) => remedies.open(wish),
      'remedy-change': (change) => remedies.change(change),
      'remedy-close': () => remedies.close(),
      'remedy-submit': () => remedies.submit(),
      refused: ({ why }) => this.#refused(why),
      'choose-work': (contact) => this.#select(contact),
      drawer: () => this.#drawer(!this.drawer),
      find: () => this.#open('find'),
      unlock: () => this.sound.unlock(),
      'test-tone': () => this.sound.test(),
      notify: () => this.notifier.ask().then(() => this.requestUpdate()),
      'told-read': (told) => this.store.heardOf(told),
      'late-outcome': (told) => import('../components/late-outcome.js').then((part) => part.lateOutcome(this.store, told)).catch(() => this.#refused(t('part.failed'))),
      logout: () => this.#askToLogOut(),
      'log-out-anyway': () => this.#logOut(),
    };
    for (const [wish, grant] of Object.entries(wishes)) this.addEventListener(wish, (event) => grant(/** @type {CustomEvent} */ (event).detail));
  }

  #askToLogOut() {
    const { length } = this.store.desk.contacts;
    // the question comes with the forms, which an agent with contacts has; without them nobody is kept from going
    if (length && this.forms.part) this.append(Object.assign(document.createElement('tandem-log-out'), { contacts: length }));
    else this.#logOut();
  }

  #logOut() {
    this.store.stop();
    call('DELETE', '/session').finally(() => location.assign('/login'));
  }

  get contact() {
    return this.store.desk.contacts.find((one) => one.id === this.selected);
  }

  render() {
    const { store, contact, contacts } = this;
    const { desk } = store;
    const offer = contact ? undefined : desk.offers[0];
    const pop = desk.pops[contact?.id ?? offer?.contact ?? ''];
    const guard = pop && this.#guard(pop, contact);
    const looked = this.lookedUp;
    const shown = looked ?? { pop, contact, openedCase: this.openedCase };
    const narrow = this.narrow.matches;
    const muted = desk.presence.state === 'ready' && !this.sound.unlocked;
    // The drafts and the connection change in place; a new object makes the parts render again.
    const version = {};
    return html`
      <tandem-header .desk=${desk} .line=${store.line} .muted=${muted}></tandem-header>
      <tandem-lost .line=${store.line}></tandem-lost>
      <nav aria-label=${t('work.title')}>
        <tandem-offer .desk=${desk} .accepting=${contacts.accepting} .problem=${contacts.problem} .asks=${this.notifier.undecided}></tandem-offer>
        <tandem-work .desk=${desk} .selected=${this.selected} .drafts=${store.drafts} .version=${version}></tandem-work>
      </nav>
      <main>${this.cannedOpen ? this.#replies(contact) : nothing}<tandem-contact ?hidden=${this.cannedOpen} .store=${store} .desk=${desk} .contact=${contact} .offer=${offer} .act=${this.acts.of(`contact ${contact?.id}`)} .version=${version} .guard=${narrow || contact?.conversation ? guard : undefined}
        .written=${{ writing: this.writing, failed: this.written.failed }} .transfer=${{ open: this.transferOpen, isThere: Boolean(this.transferring.part), failed: this.transferring.failed }} .forms=${this.forms}></tandem-contact></main>
      <aside class=${this.drawer ? 'open' : ''} aria-label=${t('customer.title')} tabindex="0" ?inert=${narrow && !this.drawer}>
        <button class="narrow-only quiet" @click=${() => this.#drawer(false)} aria-label=${t('customer.close')}>${icon('close')}</button>
        ${looked ? looked.strip() : nothing}
        <tandem-customer .store=${store} .desk=${desk} .older=${store.older} .pop=${shown.pop} .contact=${shown.contact} .why=${looked?.why} .version=${version} .forms=${this.forms} .guard=${looked ? this.#guard(looked.pop, undefined) : narrow || contact?.conversation ? undefined : guard}
          .openedCase=${shown.openedCase} .caseAct=${this.acts.of(`case ${contact?.id}`)} .newCaseAct=${this.acts.of(`new case ${contact?.id}`)} .personAct=${this.acts.of(`person ${contact?.id}`)}
          .remedyAct=${this.acts.of(`remedy ${contact?.id}`)} .identifyAct=${this.acts.of(`identify ${contact?.id}`)}></tandem-customer>
      </aside>
      ${this.timingAsked ? html`<footer class="num">${t('timing', { n: timing.offers.length, last: timing.offers.at(-1)?.ms.toFixed(1) ?? '-', shift: timing.layoutShift.toFixed(3) })}</footer>` : nothing}`;
  }

  /** @param {Contact | undefined} contact */
  #replies(contact) {
    if (!this.canning.part) return coming(this.canning.failed, () => this.canning.want());
    const { desk } = this.store;
    const words = contact && this.canning.part.knownOf(desk, contact);
    return html`<tandem-canned .me=${desk.me} .departments=${desk.floor.departments} .person=${words?.['customer.name'] ? { name: words['customer.name'], words } : undefined}></tandem-canned>`;
  }

  updated() {
    this.#stack();
    const before = this.shown;
    this.shown = new Set(this.store.desk.offers.map((offer) => offer.id));
    for (const offer of this.store.desk.offers) {
      if (before.has(offer.id)) continue;
      this.updateComplete.then(() => painted(offer.id, (ms) => {
        this.store.painted(offer.id, ms);
        if (this.timingAsked) this.requestUpdate();
      }));
    }
    if (this.focusOn && this.contact?.id === this.focusOn) {
      this.focusOn = '';
      this.updateComplete.then(() => document.getElementById('contact-name')?.focus());
    }
  }

  async getUpdateComplete() {
    const done = await super.getUpdateComplete();
    await Promise.all([...this.children].map((/** @type {any} */ child) => (child.updateComplete ?? child.firstElementChild?.updateComplete)));
    return done;
  }

  /** The remedies that are being given and that were given. @param {import('../api/types.js').Pop} pop @param {Contact | undefined} contact */
  #guard(pop, contact) {
    const caseId = contact && caseOf(contact, pop);
    const now = serverNow();
    const given = alreadyGiven(pop, caseId, now);
    const left = (/** @type {import('../api/types.js').Remedy} */ one) => revocableFor(one, this.store.desk, this.store.supervises, now);
    // A button goes when its time is over.
    window.clearTimeout(this.#revocable);
    const soonest = Math.min(...given.map(left).filter(Boolean));
    if (soonest < Infinity) this.#revocable = window.setTimeout(() => this.requestUpdate(), soonest);
    const card = guardCard({
      pop,
      given,
      left,
      revoke: (remedy) => import('../components/revoke.js').then((part) => part.takeBack(this.store, remedy, pop.customer.id)).catch(() => this.#refused(t('part.failed'))),
      again: openAgain(pop, caseId, now),
      me: this.store.desk.me?.id,
      collision: this.remedies.collision(contact),
      tell: (remedy) => this.remedies.tell(pop, remedy),
      different: (remedy) => this.remedies.different(remedy),
    });
    const claims = claimsOf(this.store.desk, pop, performance.now());
    return claims.length ? html`${claimStrip(pop, claims)}${card ?? nothing}` : card;
  }

  #changed() {
    const { desk } = this.store;
    const held = work(desk);
    const gone = this.selected && !held.some((one) => one.id === this.selected);
    if (gone) {
      this.selected = held[0]?.id ?? '';
      this.drawer = false;
    }
    // An agent without another contact is not interrupted.
    if (!this.selected && held.length) this.selected = held[0].id;
    if (held.some((one) => one.id === this.focusOn)) this.#select(this.focusOn);
    this.sound.ring(desk.offers.length > 0);
    this.#announce(desk);
    this.contacts.follow(desk);
    this.claiming?.follow();
    if ([...desk.contacts, ...desk.offers].some((one) => one.conversation)) this.written.want();
    if ((held.length || desk.offers.length) && !this.forms.failed) this.forms.want(); // after a failure the agent asks again
    this.writing?.follow();
    const title = desk.offers.length ? ofChannel('title.offered', desk.offers[0].channel) : t('title.console');
    if (document.title !== title) document.title = title;
    this.requestUpdate();
  }

  /** @type {import('../state/desk.js').Told | undefined} */
  #told;
  #announced = { offer: '', missed: false };

  /** @param {import('../state/desk.js').Desk} desk */
  #announce(desk) {
    const offer = desk.offers[0];
    const label = offer ? ofChannel('offer.label', offer.channel, { queue: offer.queue_name }) : '';
    this.notifier.follow(offer, label);
    if (offer && offer.id !== this.#announced.offer) {
      const name = desk.pops[offer.contact]?.customer.name || ofChannel('offer.customer', offer.channel);
      say('urgent', t('say.offer', { label, name, key: keyOf('accept') || t('offer.accept') }));
    } else if (desk.missed && !this.#announced.missed) {
      say('urgent', t('say.missed'));
    }
    const told = desk.told.at(-1);
    if (told && told !== this.#told) say('polite', `${toldText(told)}. ${t('told.why', { why: told.why })}`);
    this.#told = told ?? this.#told;
    this.#announced = { offer: offer?.id ?? '', missed: desk.missed !== undefined };
  }

  /** Selects an accepted contact as soon as it is there, and moves the focus to it. @param {string} contact */
  take(contact) {
    this.focusOn = contact;
    this.#changed();
  }

  /** @param {string} contact */
  #select(contact) {
    if (contact !== this.selected) {
      this.lookedUp?.end();
      this.transferOpen = false;
      this.openedCase = '';
    }
    if (contact !== this.focusOn) this.focusOn = '';
    this.cannedOpen = false;
    this.selected = contact;
    this.writing?.follow();
    this.requestUpdate();
  }

  /** Selects the work after or before this one; the focus stays in a field that is still there. @param {number} by */
  #step(by) {
    const held = work(this.store.desk);
    const at = held.findIndex((one) => one.id === this.selected);
    if (held.length < 2) return;
    this.#select(held[(at + by + held.length) % held.length].id);
    this.updateComplete.then(() => {
      if (document.activeElement === document.body) document.getElementById('contact-name')?.focus();
      document.querySelector('.card[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
    });
  }

  #writingCame() {
    if (this.written.part && !this.writing) this.writing = new this.written.part.Writing(this);
    this.writing?.follow();
    this.requestUpdate();
  }

  /** Where the focus was to go when the forms were still to come. */
  #awaited = '';

  /** The focus goes on into the form, unless the agent is elsewhere by now. */
  #formsCame() {
    if (this.forms.part && !this.claiming) this.claiming = new this.forms.part.Claiming(this);
    this.claiming?.follow();
    this.requestUpdate();
    const waits = /** @type {HTMLElement | null | undefined} */ (document.activeElement?.closest('.coming'));
    if (!waits) return;
    if (!this.forms.part) waits.focus(); // the button that asked again goes
    else if (waits.matches('.finish')) this.#finishing(true);
    else this.focusSoon(this.#awaited);
  }

  /** @param {boolean} open */
  #transfer(open) {
    if (open) this.transferring.want();
    this.transferOpen = open;
    this.requestUpdate();
    if (!open) this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector('[data-testid=transfer-open]') ?? document.getElementById('contact-name'))?.focus());
  }

  /** Opens or closes the place where canned replies are written; what is written there is kept. @param {boolean} open */
  #canned(open) {
    if (open) this.canning.want();
    this.cannedOpen = open;
    this.requestUpdate();
    if (!open) this.updateComplete.then(() => /** @type {HTMLElement | null} */ (document.getElementById('reply') ?? this.querySelector('[data-testid=canned-open]') ?? document.getElementById('contact-name'))?.focus());
  }

  /** Saves the note of the selected contact to its case. */
  saveNote() {
    const { contact } = this;
    const caseId = contact && caseOf(contact, this.store.desk.pops[contact.id]);
    if (contact && caseId) this.contacts.saveNote(contact.id, caseId);
  }

  /** @param {string} id of the case @param {boolean} [focus] whether the agent is elsewhere on the page */
  showCase(id, focus) {
    (this.lookedUp ?? this).openedCase = id;
    if (focus) {
      this.showCustomer();
      this.focusCase(id);
    }
    this.requestUpdate();
  }

  /** Moves the focus to a case in the customer's column. @param {string} id */
  focusCase(id) {
    this.requestUpdate();
    this.updateComplete.then(() => requestAnimationFrame(() => {
      const head = /** @type {HTMLElement | null} */ (this.querySelector(`.case-file[data-case="${id}"] .case-head`));
      head?.focus();
      head?.scrollIntoView({ block: 'nearest' });
    }));
  }

  /** Opens the customer's column if it is a drawer. */
  showCustomer() {
    if (this.narrow.matches) this.drawer = true;
  }

  /** @param {boolean} open */
  #drawer(open) {
    this.drawer = open;
    this.requestUpdate();
    const form = document.activeElement?.closest('.remedy');
    const next = open ? 'aside' : form ? '#note, #reply' : '[data-testid=customer-toggle]';
    this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector(next))?.focus());
  }

  /** Moves the focus to an element after it was painted. @param {string} id @param {() => void} [first] */
  focusSoon(id, first) {
    this.requestUpdate();
    this.#awaited = id;
    this.updateComplete.then(() => requestAnimationFrame(() => {
      first?.();
      /** @type {HTMLElement | null} */ (document.getElementById(id) ?? this.querySelector('.remedy.coming'))?.focus();
    }));
  }

  /** Moves the focus to where the agent writes. */
  focusText() {
    (document.getElementById('note') ?? document.getElementById('reply'))?.focus();
  }

  showGuard() {
    this.updateComplete.then(() => this.querySelector('.guard')?.scrollIntoView({ block: 'nearest' }));
  }

  /** @param {boolean} open */
  #finishing(open) {
    if (!this.contact) return;
    this.cannedOpen = false;
    this.store.draft(this.selected, { finishing: open });
    this.updateComplete.then(() => {
      if (open) /** @type {HTMLElement | null} */ (this.querySelector('.finish input[type=radio]:checked, .finish input, .finish.coming'))?.focus();
      else /** @type {HTMLElement | null} */ (this.querySelector('[data-testid=finish]'))?.focus();
    });
  }

  /** Shows and says why a button is disabled. @param {string} why */
  #refused(why) {
    say('polite', why);
    const card = this.querySelector('.guard');
    card?.scrollIntoView({ block: 'nearest' });
    card?.animate([{ outlineColor: 'transparent' }, { outlineColor: 'currentColor' }, { outlineColor: 'transparent' }], 900);
  }

  /** Opens the search for everything, or the list of the keys. @param {'find' | 'help'} what */
  #open(what) {
    this.finding.load().then((part) => part[what](this), () => this.#refused(t('part.failed')));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const action = actionOf(event);
    const { contact } = this;
    const offer = this.store.desk.offers[0];
    const draft = contact && this.store.drafts.of(contact.id);
    if (action === 'submit') {
      if (contact && canFinish(contact) && draft?.finishing && !this.cannedOpen) this.contacts.finish(contact);
      else if (contact?.conversation && !event.repeat && document.activeElement?.closest('.written')) this.writing?.send(contact);
      else return;
    } else if (action === 'next' || action === 'previous') this.#step(action === 'next' ? 1 : -1);
    else if (event.repeat) return;
    else if (action === 'accept' && offer) this.contacts.accept(offer);
    else if (action === 'hold' && (contact?.state === 'connected' || contact?.state === 'held')) this.contacts.hold(contact);
    else if (action === 'finish' && contact && canFinish(contact)) this.#finishing(!draft?.finishing);
    else if (action === 'find' || action === 'help') this.#open(action);
    else return;
    event.preventDefault();
  }

  /** What Escape closes; typed text is kept. */
  #stack() {
    const { contact } = this;
    const draft = contact && this.store.drafts.of(contact.id);
    stand('finish', draft?.finishing, () => this.#finishing(false));
    stand('transfer', contact && this.transferOpen, () => this.#transfer(false));
    stand('canned', this.cannedOpen, () => this.#canned(false));
    stand('drawer', this.narrow.matches && this.drawer, () => this.#drawer(false));
    // an open form stays; who is in it goes back to the text
    stand('remedy', draft?.remedy && !(this.narrow.matches && this.drawer), () => document.activeElement?.closest('.remedy') !== null && this.focusText());
  }
}
customElements.define('tandem-agent', AgentPage);
