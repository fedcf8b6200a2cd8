// @ts-check
import { html, nothing } from 'lit';
import { ChatLine } from '../api/chat-line.js';
import { icon } from '../lib/icons.js';
import { keep, kept } from '../lib/kept.js';
import { language } from '../lib/language.js';
import { Part, say } from '../lib/part.js';
import { serverNow, serverTold } from '../lib/server-time.js';
import { unique } from '../lib/unique.js';
import { t } from '../lib/widget-text.js';
import { earlier, emptyChat, isOfAnother, last, minutes, opens, opensIn, reduce, refused, visitorOf, waiting, without } from '../state/chat.js';

const TEXT_MAX = 8000;
const FILE_BYTES_MAX = 25 * 1024 * 1024;
/** The sign that somebody writes ends by itself. */
const TYPING_ENDS = 30_000;
const TYPING_AGAIN = 3_000;
/** The page was away for so long that its line may be dead. */
const AWAY_LONG = 20_000;
const SCORES = [1, 2, 3, 4, 5];

/** The language of the page as the visitor's browser has it, with a region, which decides how hours are written. */
const visitors = navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
/** @param {Intl.DateTimeFormatOptions} shown */
const format = (shown) => new Intl.DateTimeFormat(visitors, { hour: '2-digit', minute: '2-digit', ...shown });
const hour = format({ weekday: 'long' });
const short = format({ weekday: 'short' });
const clock = format({});

/** The chat of a visitor, in a frame on the page of a site. */
class Widget extends Part {
  site = new URLSearchParams(location.search).get('site') ?? '';
  /** The exact origin of the page around the frame; the launcher says it, and a wrong one gets no message. */
  host = decodeURIComponent(location.hash.slice(1));
  framed = window.parent !== window;
  shown = !this.framed;
  /** @type {object | undefined} */
  identity;
  /** @type {string | undefined} the token of this visitor */
  token;
  isKnown = false;
  chat = emptyChat();
  lost = false;
  greeted = false;
  sending = false;
  /** @type {{ id: string, name: string }[]} */
  files = [];
  busy = '';
  problem = '';
  notice = '';
  /** @type {'' | 'mail'} */
  panel = '';
  score = 0;
  /** The number of the last message that the server knows as read, and that of the last one that was seen here. */
  readTo = 0;
  seen = 0;
  typed = 0;
  typingTimer = 0;
  gotTimer = 0;
  openTimer = 0;
  away = 0;
  /** Whether what the tab has kept may be shown: it may be of another visitor. */
  isOurs = false;
  line = new ChatLine(this.site, {
    hello: () => ({ token: this.token, identity: this.identity, ...(this.chat.messages.length ? { after: last(this.chat) } : {}) }),
    message: (message) => this.#take(message),
    lost: () => {
      this.lost = true;
      this.requestUpdate();
    },
    live: () => {
      this.lost = false;
      this.#send();
      this.#read();
      this.requestUpdate();
    },
  });

  connectedCallback() {
    super.connectedCallback();
    this.token = kept('local', this.#key('token'));
    if (!kept('session', this.#key('visitor'))?.startsWith('u.')) this.#load();
    addEventListener('online', () => this.lost && this.line.connect());
    document.addEventListener('visibilitychange', () => {
      this.#read();
      // a browser that has slept may not notice that its connection is dead; a question without an answer shows it
      if (document.visibilityState === 'hidden') this.away = Date.now();
      else if (!this.lost && Date.now() - this.away > AWAY_LONG) this.line.ask({ do: 'history', before: 1 }).catch(() => {});
    });
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.framed) this.#close();
    });
    if (!this.framed) {
      this.line.connect();
      return;
    }
    addEventListener('message', (event) => {
      if (event.source !== window.parent || event.origin !== this.host) return;
      this.#told(event.data);
    });
    this.#tell({ tandem: 'ready' });
  }

  /** Takes up what this tab has kept. */
  #load() {
    this.isOurs = true;
    this.chat = { ...this.chat, pending: JSON.parse(kept('session', this.#key('pending')) ?? '[]'), answered: kept('session', this.#key('answered')) };
  }

  /** The server says who the visitor is: what the tab has kept of another one is forgotten. @param {string} now */
  #meet(now) {
    if (!this.isOurs && isOfAnother(kept('session', this.#key('visitor')), now)) {
      for (const name of ['pending', 'draft', 'answered']) keep('session', this.#key(name), undefined);
      this.isOurs = true;
    } else if (!this.isOurs) {
      this.#load();
    }
    keep('session', this.#key('visitor'), now);
  }

  /** @param {string} name */
  #key(name) {
    return `tandem.chat.${this.site}.${name}`;
  }

  /** @param {object} message */
  #tell(message) {
    if (this.framed && this.host) window.parent.postMessage(message, this.host);
  }

  /** What the launcher says. @param {any} message */
  #told(message) {
    switch (message?.tandem) {
      case 'begin':
        if (this.greeted) return;
        this.greeted = true;
        this.identity = message.identity;
        this.shown = Boolean(message.shown);
        this.line.connect();
        if (this.shown) this.#focus();
        break;
      case 'shown':
        this.shown = true;
        this.#read();
        if (message.focus) this.#focus();
        break;
      case 'hidden':
        this.shown = false;
        break;
    }
    this.requestUpdate();
  }

  #focus() {
    this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector('textarea, input:not([type=file])'))?.focus());
  }

  #close() {
    if (this.panel) {
      this.panel = '';
      this.requestUpdate();
    } else {
      this.#tell({ tandem: 'close' });
    }
  }

  /** @param {any} message */
  #take(message) {
    const before = this.chat;
    if (message.type === 'welcome') {
      serverTold(message.now, performance.now());
      this.#meet(visitorOf(message.visitor));
    }
    this.chat = reduce(this.chat, message);
    if (message.type === 'welcome') {
      this.token = message.visitor;
      this.isKnown = message.is_known;
      // the next visitor at this computer must not get the chat of a user who has logged out of the shop
      if (!this.isKnown) keep('local', this.#key('token'), message.visitor);
      this.readTo = message.customer_read;
      this.#openLater(opensIn(this.chat.site, serverNow()));
    }
    if (message.type === 'message') {
      if (message.writer !== 'you') this.#got();
      if (message.writer === 'agent') say('polite', `${this.chat.agent || t('said.agent')}: ${message.text}`);
    }
    if (message.type === 'typing') {
      clearTimeout(this.typingTimer);
      this.typingTimer = window.setTimeout(() => {
        this.chat = { ...this.chat, typing: false };
        this.requestUpdate();
      }, TYPING_ENDS);
    }
    if (message.type === 'state') keep('session', this.#key('answered'), this.chat.answered);
    if (this.chat.pending !== before.pending) this.#keepPending();
    this.#read();
    this.requestUpdate();
  }

  /** Takes messages again when the site opens. @param {number | undefined} wait */
  #openLater(wait) {
    clearTimeout(this.openTimer);
    if (wait === undefined) return;
    this.openTimer = window.setTimeout(() => {
      if (this.chat.site) this.chat = { ...this.chat, site: { ...this.chat.site, is_open: true } };
      this.requestUpdate();
    }, wait + 1_000);
  }

  /** Tells the server, at most ten times a second, what has come. */
  #got() {
    if (this.gotTimer) return;
    this.gotTimer = window.setTimeout(() => {
      this.gotTimer = 0;
      this.line.mention({ type: 'got', number: last(this.chat) });
    }, 100);
  }

  /** Tells the server what was seen, and the launcher how much was not. */
  #read() {
    const ours = this.chat.messages.filter((one) => one.writer !== 'you');
    const newest = ours.at(-1)?.number ?? 0;
    if (this.shown && document.visibilityState === 'visible') this.seen = newest;
    // what was seen while the line was down is told when it is back
    if (this.seen > this.readTo && this.line.mention({ type: 'read', number: this.seen })) this.readTo = this.seen;
    const read = Math.max(this.seen, this.readTo);
    this.#tell({ tandem: 'unread', count: ours.filter((one) => one.number > read).length });
  }

  #keepPending() {
    keep('session', this.#key('pending'), this.chat.pending.length ? JSON.stringify(this.chat.pending) : undefined);
  }

  /** @param {import('../state/chat.js').Chat} chat */
  #set(chat) {
    this.chat = chat;
    this.#keepPending();
    this.requestUpdate();
  }

  /** Sends one message after the other, so that they keep their order. */
  async #send() {
    if (this.sending) return;
    const next = this.chat.pending.find((one) => !one.refused);
    if (!next) return;
    this.sending = true;
    try {
      await this.line.ask({ do: 'say', text: next.text, attachments: next.files.map((file) => file.id) }, next.id);
      this.#set(without(this.chat, next.id));
    } catch (problem) {
      const { retry_after_ms: wait, detail, title, is_open: isOpen } = /** @type {any} */ (problem);
      if (wait === undefined) {
        this.#set(refused(this.chat, next.id, detail ?? title));
        if (isOpen === false && this.chat.site) {
          this.chat = { ...this.chat, site: { ...this.chat.site, is_open: false } };
          this.#openLater(opensIn(this.chat.site, serverNow()));
        }
      } else {
        await new Promise((after) => setTimeout(after, wait));
      }
    }
    this.sending = false;
    this.#send();
  }

  #say = (/** @type {Event} */ event) => {
    event.preventDefault();
    const field = /** @type {HTMLTextAreaElement} */ (this.querySelector('textarea'));
    const text = field.value.trim();
    if (this.busy || (!text && !this.files.length)) return;
    this.problem = [...text].length > TEXT_MAX ? t('write.long', { n: TEXT_MAX }) : '';
    if (this.problem) {
      this.requestUpdate();
      return;
    }
    const files = this.files;
    this.files = [];
    field.value = '';
    keep('session', this.#key('draft'), undefined);
    this.#mentionTyping(false);
    this.#set(waiting({ ...this.chat, closed: undefined }, { id: unique(), text, files }));
    this.#send();
    field.focus();
  };

  /** @param {InputEvent & { target: HTMLTextAreaElement }} event */
  #type = (event) => {
    keep('session', this.#key('draft'), event.target.value || undefined);
    const now = performance.now();
    if (!event.target.value) this.#mentionTyping(false);
    else if (now - this.typed > TYPING_AGAIN) this.#mentionTyping(true);
  };

  /** @param {boolean} now */
  #mentionTyping(now) {
    if (!now && !this.typed) return;
    this.typed = now ? performance.now() : 0;
    this.line.mention({ type: 'typing', is_typing: now });
  }

  /** @param {KeyboardEvent} event */
  #press = (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.#say(event);
  };

  /** @param {string} id */
  #again(id) {
    this.#set({ ...this.chat, pending: this.chat.pending.map((one) => (one.id === id ? { ...one, refused: undefined } : one)) });
    this.#send();
  }

  /** @param {Event & { target: HTMLInputElement }} event */
  #attach = async (event) => {
    const chosen = [...(event.target.files ?? [])];
    event.target.value = '';
    for (const file of chosen) {
      this.problem = file.size > FILE_BYTES_MAX ? t('attach.large', { name: file.name }) : '';
      if (this.problem) continue;
      this.busy = t('attach.busy', { name: file.name });
      this.requestUpdate();
      try {
        const answer = await fetch(`/chat/attachments?site=${encodeURIComponent(this.site)}&name=${encodeURIComponent(file.name)}`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/octet-stream' },
          body: file,
        });
        const told = await answer.json();
        if (!answer.ok) throw new Error(told.detail ?? told.title);
        this.files = [...this.files, { id: told.id, name: told.name }];
      } catch (e) {
        this.problem = t('attach.failed', { name: file.name, why: e instanceof TypeError ? t('problem.none') : /** @type {Error} */ (e).message });
      }
      this.busy = '';
    }
    this.requestUpdate();
  };

  /** @param {number} number @param {number} place @param {string} name */
  async #download(number, place, name) {
    this.problem = '';
    try {
      const answer = await fetch(`/chat/messages/${number}/attachments/${place}?site=${encodeURIComponent(this.site)}`, { headers: { Authorization: `Bearer ${this.token}` } });
      if (!answer.ok) throw new Error();
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await answer.blob());
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    } catch {
      this.problem = t('file.failed', { name });
    }
    this.requestUpdate();
  }

  #earlier = async () => {
    const { messages } = await this.line.ask({ do: 'history', before: this.chat.after + 1 });
    this.chat = earlier(this.chat, messages);
    this.requestUpdate();
  };

  /** @param {object} command @param {string} done */
  async #ask(command, done) {
    this.problem = this.notice = '';
    try {
      await this.line.ask(command);
      this.notice = done;
      return true;
    } catch (problem) {
      const { errors, detail, title } = /** @type {any} */ (problem);
      this.problem = errors?.join('; ') ?? detail ?? title;
      return false;
    } finally {
      this.requestUpdate();
    }
  }

  #rate = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const comment = /** @type {HTMLTextAreaElement} */ (this.querySelector('#comment')).value.trim();
    if (await this.#ask({ do: 'rate', contact: this.chat.closed, score: this.score, comment }, t('rate.thanks'))) this.#skip();
  };

  #skip = () => {
    this.score = 0;
    this.chat = { ...this.chat, closed: undefined };
    this.requestUpdate();
  };

  #mail = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const email = /** @type {HTMLInputElement} */ (this.querySelector('#email')).value.trim();
    if (await this.#ask({ do: 'transcript', email }, t('mail.sent', { email }))) this.panel = '';
    this.requestUpdate();
  };

  #leaveMessage = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const form = event.target;
    const value = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (this.querySelector(id)).value.trim();
    const email = value('#email');
    if (this.leaving) return;
    this.leaving = true;
    if (await this.#ask({ do: 'offline', email, name: value('#name'), text: value('#text') }, t('offline.sent', { email }))) {
      /** @type {HTMLFormElement} */ (form).reset();
    }
    this.leaving = false;
  };

  #toggleMail = () => {
    this.panel = this.panel ? '' : 'mail';
    this.problem = this.notice = '';
    this.requestUpdate();
    this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector('#email'))?.focus());
  };

  updated() {
    const field = this.querySelector('textarea[data-testid=write]');
    if (field && field !== this.drafted && this.isOurs) {
      this.drafted = field;
      /** @type {HTMLTextAreaElement} */ (field).value ||= kept('session', this.#key('draft')) ?? '';
    }
    const log = this.querySelector('.log');
    const bottom = `${last(this.chat)} ${this.chat.pending.length} ${this.chat.typing}`;
    if (log && bottom !== this.painted) log.scrollTop = log.scrollHeight;
    this.painted = bottom;
  }
  painted = '';
  /** @type {Element | undefined} the field that has the text that was kept: out of hours it makes way for a form, and comes back as a new one */
  drafted;
  /** Whether a message out of hours is on its way: a second press must not make two of it. */
  leaving = false;

  render() {
    const { site, contact } = this.chat;
    const closedNow = site && !site.is_open && contact.state === 'none';
    const name = site?.name ?? '';
    return html`<main class="widget" aria-label=${t('title', { site: name })} data-testid="widget" data-state=${contact.state} data-live=${Boolean(site) && !this.lost}>
      <header><div class="grow"><h1>${name || t('connecting')}</h1><p class="small" data-testid="status">${this.#status()}</p></div>
        ${this.framed ? html`<button class="bare" data-testid="minimise" aria-label=${t('minimise')} @click=${() => this.#close()}>${icon('down')}</button>` : nothing}</header>
      ${this.lost ? html`<p class="lost" role="status" data-testid="lost">${icon('cut')}${t('lost')}</p>` : nothing}
      <div class="log" role="log" aria-label=${t('log')} tabindex="0" data-testid="log">${this.#log()}</div>
      ${this.problem ? html`<p class="problem note" role="alert" data-testid="problem">${icon('warn')}${this.problem}</p>` : nothing}
      ${this.notice ? html`<p class="note" role="status" data-testid="notice">${this.notice}</p>` : nothing}
      ${this.chat.closed ? this.#rating() : nothing}
      ${this.panel === 'mail' ? this.#mailForm() : nothing}
      ${closedNow ? this.#offline(site) : this.#composer()}
    </main>`;
  }

  #status() {
    const { contact, agent, site } = this.chat;
    if (!site) return '';
    if (contact.state === 'talking') return agent ? t('talking', { agent }) : t('talking.unnamed');
    if (contact.state !== 'waiting') return '';
    const place = contact.place === 1 ? t('waiting.next') : contact.place ? t('waiting.placed', { place: contact.place }) : '';
    const wait = contact.estimate_s ? t('waiting.wait', { n: minutes(contact.estimate_s) }) : t('waiting.unknown');
    return [place, wait].filter(Boolean).join(' · ');
  }

  #log() {
    const { chat } = this;
    const mine = chat.messages.filter((one) => one.writer === 'you').at(-1)?.number;
    return html`${chat.after > 0 ? html`<button class="small earlier" data-testid="earlier" @click=${this.#earlier}>${t('earlier')}</button>` : nothing}
      ${!chat.messages.length && !chat.pending.length && chat.site?.greeting ? html`<p class="m" data-testid="greeting">${chat.site.greeting}</p>` : nothing}
      ${chat.messages.map((one) => this.#message(one, mine))}
      ${chat.pending.map((one) => html`<div class="m me pending" data-testid="pending"><span class="text">${one.text}</span>${one.files.map((file) => html`<span class="file">${icon('note')}${file.name}</span>`)}
        <span class="mark">${one.refused ? t('state.refused', { why: one.refused }) : t('state.waiting')}</span>
        ${one.refused ? html`<span class="bar"><button class="small" @click=${() => this.#again(one.id)}>${t('retry')}</button><button class="small" @click=${() => this.#set(without(this.chat, one.id))}>${t('discard')}</button></span>` : nothing}</div>`)}
      ${chat.contact.state === 'waiting' ? html`<p class="s">${t('waiting.keep')}</p>` : nothing}
      ${chat.typing ? html`<p class="s" data-testid="typing">${chat.agent ? t('typing', { agent: chat.agent }) : t('typing.unnamed')}</p>` : nothing}
      ${chat.closed ? html`<p class="s" data-testid="closed">${t('closed')}</p>` : nothing}`;
  }

  /** @param {import('../state/chat.js').Message} one @param {number | undefined} mine the visitor's last message */
  #message(one, mine) {
    const who = one.writer === 'you' ? t('said.you') : one.writer === 'agent' ? t('said.agent') : t('said.system');
    if (one.remedy) {
      return html`<div class="card" data-testid="remedy"><b>${one.remedy.name}</b>${one.remedy.title ? html`<br>${one.remedy.title}` : nothing}
        ${one.remedy.tracking ? html`<br><span class="small">${t('remedy.tracking', { tracking: one.remedy.tracking })}</span>` : nothing}</div>`;
    }
    return html`<div class="m ${one.writer === 'you' ? 'me' : ''}" data-testid="message" data-number=${one.number}><span class="sr">${who}: </span><span class="text">${one.text}</span>
      ${(one.attachments ?? []).map((file, i) => html`<button class="file" @click=${() => this.#download(one.number, i + 1, file.name)}>${icon('note')}${file.name}</button>`)}
      <span class="mark"><time datetime=${one.at}>${clock.format(new Date(one.at))}</time>${one.number === mine ? html` · <span data-testid="mark">${one.number <= this.chat.agentRead ? t('state.read') : t('state.sent')}</span>` : nothing}</span></div>`;
  }

  #composer() {
    return html`<form class="composer" @submit=${this.#say}>
      ${this.files.length || this.busy ? html`<p class="files">${this.files.map((file) => html`<span class="pill">${file.name}<button type="button" class="bare" aria-label=${t('attach.remove', { name: file.name })} @click=${() => this.#remove(file.id)}>${icon('close')}</button></span>`)}${this.busy}</p>` : nothing}
      <div class="line"><label class="attach bare" title=${t('attach')}>${icon('link')}<span class="sr">${t('attach')}</span><input type="file" multiple data-testid="attach" ?disabled=${!this.token} @change=${this.#attach} /></label>
        <textarea rows="1" aria-label=${t('write')} placeholder=${t('write.hint')} data-testid="write" @input=${this.#type} @keydown=${this.#press}></textarea>
        <button class="pri" data-testid="send" ?disabled=${!this.token || Boolean(this.busy)}>${t('send')}</button></div>
      <p class="foot">${this.chat.messages.length ? html`<button type="button" class="link" data-testid="mail" aria-expanded=${this.panel === 'mail'} @click=${this.#toggleMail}>${t('mail.open')}</button>` : nothing}
        ${this.chat.contact.state === 'none' ? nothing : html`<button type="button" class="link" data-testid="end" @click=${() => this.#ask({ do: 'leave' }, '')}>${t('end')}</button>`}</p>
    </form>`;
  }

  /** @param {string} id */
  #remove(id) {
    this.files = this.files.filter((file) => file.id !== id);
    this.requestUpdate();
  }

  #rating() {
    return html`<form class="panel" data-testid="rating" @submit=${this.#rate}><fieldset><legend>${t('rate.title')}</legend>
      <div class="scores">${SCORES.map((n) => html`<button type="button" aria-pressed=${this.score === n} aria-label=${`${t('rate.of', { n })}, ${t(/** @type {any} */ (`rate.${n}`))}`} data-testid=${`score-${n}`} @click=${() => { this.score = n; this.requestUpdate(); }}>${n}</button>`)}</div></fieldset>
      ${this.score ? html`<label for="comment">${t('rate.comment')}</label><textarea id="comment" rows="2"></textarea>
      <div class="bar"><button class="pri" data-testid="rate-send">${t('rate.send')}</button></div>` : nothing}
      <button type="button" class="link" data-testid="rate-skip" @click=${this.#skip}>${t('rate.skip')}</button></form>`;
  }

  #mailForm() {
    return html`<form class="panel" data-testid="mail-form" @submit=${this.#mail}><label for="email">${t('mail.address')}</label>
      <input id="email" type="email" autocomplete="email" required />
      <div class="bar"><button class="pri" data-testid="mail-send">${t('mail.send')}</button><button type="button" @click=${this.#toggleMail}>${t('mail.cancel')}</button></div></form>`;
  }

  /** @param {import('../state/chat.js').Site} site */
  #offline(site) {
    const next = opens(site, serverNow());
    return html`<section class="panel offline" data-testid="offline" aria-labelledby="offline-title"><h2 id="offline-title">${t('offline.title')}</h2>
      ${next ? html`<p>${t('offline.again', { when: hour.format(new Date(next)) })}</p>` : nothing}
      ${site.hours.length ? html`<details><summary>${t('offline.hours')}</summary><ul>${site.hours.map((one) => html`<li>${short.format(new Date(one.from))} – ${clock.format(new Date(one.to))}</li>`)}</ul></details>` : nothing}
      ${site.takes_mail ? html`<form @submit=${this.#leaveMessage}><p>${t('offline.lead')}</p>
        <label for="email">${t('mail.address')}</label><input id="email" type="email" autocomplete="email" required />
        <label for="name">${t('offline.name')}</label><input id="name" autocomplete="name" />
        <label for="text">${t('offline.text')}</label><textarea id="text" rows="3" required></textarea>
        <div class="bar"><button class="pri" data-testid="offline-send">${t('offline.send')}</button></div></form>` : html`<p>${t('offline.none')}</p>`}</section>`;
  }
}
customElements.define('tandem-widget', Widget);
