// @ts-check
import { call, Problem } from '../api/http.js';
import { say } from '../lib/part.js';
import { t } from '../lib/text.js';
import { unique } from '../lib/unique.js';
import { talkOf } from '../state/desk.js';
import { newReply } from '../state/drafts.js';
import { isBehind } from '../state/talks.js';
import { answered, asked, filled, hasOriginal, knownOf, mailOf, unfilled } from '../state/replies.js';
import { withRequest } from './acts.js';

/**
 * @typedef {import('../state/desk.js').Contact} Contact
 * @typedef {import('../state/drafts.js').ReplyDraft} ReplyDraft
 * @typedef {{ name: string, part: number, failed: string, stop: () => void }} Upload
 */

/** An email is sent this long after Send, so that it can be called back. */
export const UNDO_FOR = 8_000;
const FILE_MAX = 25 * 1024 * 1024;
/** While the agent types, the others are told again this often. */
const TYPING_EVERY = 3_000;
const TYPING_STOPS = 5_000;

/** The agent's actions in written conversations. An email that waits to be sent goes on waiting while the agent looks at other work. */
export class Writing {
  /** @type {Map<string, { at: number, timer: number }>} by contact */
  #leaving = new Map();
  /** @type {Record<string, Upload[]>} by contact */
  uploads = {};
  /** @type {import('../api/types.js').CannedReply[]} */
  replies = [];
  /** @type {Record<string, 'loading' | 'failed'>} by contact or conversation */
  loading = {};
  /** @type {{ id: string, at: number, timer: number } | undefined} */
  #typing;
  #viewed = '';
  #read = '';

  /** @param {import('../pages/agent.js').AgentPage} page */
  constructor(page) {
    this.page = page;
    this.store = page.store;
    this.acts = page.acts;
    document.addEventListener('visibilitychange', () => this.follow());
    this.loadReplies();
  }

  async loadReplies() {
    try {
      this.know((await call('GET', '/canned-replies')).canned_replies);
    } catch {
      // the list is empty until the next try
    }
  }

  /** @param {import('../api/types.js').CannedReply[]} replies */
  know(replies) {
    this.replies = replies;
    this.#changed();
  }

  #changed() {
    this.page.requestUpdate();
  }

  /** Tells the server what this screen shows, and loads what it lacks. */
  follow() {
    const { contact } = this.page;
    const { desk, line } = this.store;
    const talk = talkOf(desk, contact);
    const id = contact?.conversation?.id ?? '';
    const away = document.visibilityState === 'hidden';
    const view = line.state === 'live' ? `${line.since} ${id} ${away}` : '';
    if (view && view !== this.#viewed) this.store.command('view', id ? { conversation: id, away } : {}).catch(() => {});
    this.#viewed = view;
    if (!contact || !id) return;
    if (!talk?.rows) this.#load(contact.id, () => this.store.loadTalk(contact.id));
    else if (isBehind(talk)) this.#load(id, () => this.store.loadMissed(talk));
    const seen = `${id} ${talk?.rows?.at(-1)?.number}`;
    if (talk?.unread && talk.rows?.length && !away && line.state === 'live' && seen !== this.#read) {
      this.#read = seen;
      this.store.command('read', { conversation: id, number: talk.rows[talk.rows.length - 1].number }).catch(() => {});
    }
  }

  /** @param {string} name @param {() => Promise<void>} request */
  async #load(name, request) {
    if (this.loading[name]) return;
    this.loading = { ...this.loading, [name]: 'loading' };
    try {
      await request();
      const { [name]: _, ...rest } = this.loading;
      this.loading = rest;
    } catch {
      this.loading = { ...this.loading, [name]: 'failed' };
    }
    this.#changed();
  }

  /** Tries again what could not be loaded. @param {string} name */
  again(name) {
    const { [name]: _, ...rest } = this.loading;
    this.loading = rest;
    this.follow();
    this.#changed();
  }

  /** @param {import('../state/talks.js').Talk} talk */
  older(talk) {
    if (!talk.whole && talk.rows) this.#load(`older ${talk.id}`, () => this.store.loadOlderMessages(talk));
  }

  /** @param {Contact} contact @returns {ReplyDraft} */
  reply(contact) {
    return this.store.drafts.of(contact.id).reply ?? newReply();
  }

  /** @param {Contact} contact @param {Partial<ReplyDraft>} change */
  change(contact, change) {
    const before = this.reply(contact);
    if (!('unsent' in change)) this.#callBack(contact);
    // an answer that may have been stored already is another message after a change
    const key = before.tried && !('unsent' in change) ? { key: unique(), tried: false } : {};
    const reply = { ...before, unsent: false, ...key, ...change };
    const isEmpty = !reply.text && !reply.files.length && !reply.other && reply.mode === 'reply' && !reply.to && !reply.cc && !reply.bcc;
    this.store.draft(contact.id, { reply: isEmpty ? undefined : reply });
    this.acts.set(this.#name(contact));
    if (change.text !== undefined && reply.mode !== 'note') this.#types(contact, reply.text !== '');
  }

  /** Chooses reply, reply all, forward or internal note; the typed text stays. @param {Contact} contact @param {ReplyDraft['mode']} mode */
  mode(contact, mode) {
    const talk = talkOf(this.store.desk, contact);
    const before = this.reply(contact);
    const forwards = mode === 'forward';
    // the files of a forwarded message belong to it alone
    const files = forwards ? before.files : before.files.filter((file) => !file.of);
    this.change(contact, { mode, files, ...(talk ? mailOf(talk, mode, before) : {}) });
    const message = talk && answered(talk);
    if (!forwards || before.mode === mode || !message) return;
    this.#take(contact, message, message.attachments.map((_, i) => i + 1).slice(0, hasOriginal(message) ? -1 : undefined));
  }

  /** The message whose whole mail may be attached too; undefined if there is none. @param {Contact} contact */
  original(contact) {
    const talk = talkOf(this.store.desk, contact);
    const message = talk && answered(talk);
    const { mode, files } = this.reply(contact);
    return mode === 'forward' && message && hasOriginal(message) && !files.some((file) => file.of === ofMessage(message, message.attachments.length)) ? message : undefined;
  }

  /** Attaches the whole mail that is forwarded. @param {Contact} contact */
  attachOriginal(contact) {
    const message = this.original(contact);
    if (message) this.#take(contact, message, [message.attachments.length]);
  }

  /** Attaches files of a message, which the server has already. @param {Contact} contact @param {import('../api/types.js').Message} message @param {number[]} places */
  async #take(contact, message, places) {
    if (!places.length) return;
    const upload = this.#begin(contact, t('file.of_message'), () => {});
    try {
      const { attachments } = await call('POST', `/conversations/${message.conversation}/messages/${message.number}/attachments`, { places });
      const gone = !this.uploads[contact.id]?.includes(upload);
      upload.stop();
      const { mode, files } = this.reply(contact);
      if (gone || mode !== 'forward') return;
      const more = attachments.map((/** @type {{ id: string, name: string, size: number }} */ { id, name, size }, /** @type {number} */ i) => ({ id, name, size, of: ofMessage(message, places[i]) }));
      this.change(contact, { files: [...files, ...more.filter((/** @type {{ of: string }} */ one) => !files.some((file) => file.of === one.of))] });
    } catch (problem) {
      upload.failed = withRequest(/** @type {Problem} */ (problem));
      this.#changed();
    }
  }

  /** Shows a file that is coming. @param {Contact} contact @param {string} name @param {() => void} abort @returns {Upload} */
  #begin(contact, name, abort) {
    /** @type {Upload} */
    const upload = { name, part: 0, failed: '', stop: () => {
      abort();
      this.uploads = { ...this.uploads, [contact.id]: (this.uploads[contact.id] ?? []).filter((one) => one !== upload) };
      this.#changed();
    } };
    this.uploads = { ...this.uploads, [contact.id]: [...(this.uploads[contact.id] ?? []), upload] };
    this.#changed();
    return upload;
  }

  /** @param {Contact} contact */
  #name(contact) {
    return `reply ${contact.id}`;
  }

  /** @param {Contact} contact @param {boolean} isTyping */
  #types(contact, isTyping) {
    const id = contact.conversation?.id;
    if (!id || this.store.line.state !== 'live') return;
    const now = performance.now();
    const known = this.#typing?.id === id ? this.#typing : undefined;
    window.clearTimeout(this.#typing?.timer);
    if (!isTyping) {
      if (known) this.store.command('typing', { conversation: id, is_typing: false }).catch(() => {});
      this.#typing = undefined;
      return;
    }
    const again = !known || now - known.at > TYPING_EVERY;
    if (again) this.store.command('typing', { conversation: id, is_typing: true }).catch(() => {});
    this.#typing = { id, at: again ? now : known.at, timer: window.setTimeout(() => this.#types(contact, false), TYPING_STOPS) };
  }

  /** The text of a canned reply, with what is known of customer and case. @param {Contact} contact @param {string} text */
  fill(contact, text) {
    return filled(text, knownOf(this.store.desk, contact));
  }

  /** Sends the reply, or saves the internal note. @param {Contact} contact */
  send(contact) {
    const reply = this.reply(contact);
    if (reply.mode === 'note') {
      this.page.saveNote();
      return;
    }
    const wrong = this.refusal(contact);
    if (wrong) {
      this.acts.set(this.#name(contact), { problem: wrong });
      say('polite', wrong);
      return;
    }
    if (this.acts.of(this.#name(contact)).busy || this.#leaving.has(contact.id)) return;
    if (contact.channel !== 'email') {
      this.#sendNow(contact);
      return;
    }
    // A page that is left meanwhile keeps the draft, which then says that it was not sent.
    this.change(contact, { unsent: true });
    this.store.drafts.save();
    this.#leaving.set(contact.id, { at: performance.now(), timer: window.setTimeout(() => this.sendNow(contact), UNDO_FOR) });
    say('polite', t('send.undo_hint'));
    this.#changed();
  }

  /** Why the reply cannot be sent as it is; empty if it can. @param {Contact} contact */
  refusal(contact) {
    const reply = this.reply(contact);
    const holes = unfilled(reply.text);
    const talk = talkOf(this.store.desk, contact);
    const most = talk?.shown?.text_length_max ?? 0;
    if (contact.state === 'wrap_up' && contact.channel === 'chat') return t('send.left');
    if (this.uploads[contact.id]?.some((file) => !file.failed)) return t('send.uploading');
    if (!reply.text.trim() && !reply.files.length) return t('send.empty');
    if (holes.length) return t('send.unfilled', { holes: holes.join(', ') });
    if (most && [...reply.text].length > most) return t('send.too_long', { most });
    if (reply.mode === 'forward' && !asked(reply.to).length) return t('send.no_recipient');
    return '';
  }

  /** When the email is sent, in time of the page; undefined if none waits. @param {Contact} contact */
  leaves(contact) {
    const waiting = this.#leaving.get(contact.id);
    return waiting && waiting.at + UNDO_FOR;
  }

  /** A waiting email does not leave; whether there was one. @param {Contact} contact */
  #callBack(contact) {
    window.clearTimeout(this.#leaving.get(contact.id)?.timer);
    return this.#leaving.delete(contact.id);
  }

  /** @param {Contact} contact */
  undo(contact) {
    if (!this.#callBack(contact)) return;
    this.change(contact, { unsent: false });
    say('polite', t('send.undone'));
    this.page.focusSoon('reply');
  }

  /** Sends a waiting email at once. @param {Contact} contact */
  sendNow(contact) {
    this.#callBack(contact);
    this.#sendNow(contact);
  }

  /** @param {Contact} contact */
  async #sendNow(contact) {
    const reply = this.reply(contact);
    const name = this.#name(contact);
    const isMail = contact.channel === 'email' && talkOf(this.store.desk, contact)?.shown?.capabilities.includes('mail');
    const body = {
      text: reply.text,
      ...(reply.files.length ? { attachments: reply.files.map((file) => file.id) } : {}),
      ...(isMail && reply.mode !== 'reply' ? { details: {
        ...(reply.subject ? { subject: reply.subject } : {}),
        to: asked(reply.to), cc: asked(reply.cc), bcc: asked(reply.bcc),
      } } : {}),
    };
    this.#types(contact, false);
    this.store.draft(contact.id, { reply: { ...reply, tried: true } });
    this.acts.set(name, { busy: t('send.sending') });
    try {
      const message = await this.store.untilAnswered(
        () => call('POST', `/contacts/${contact.id}/messages`, body, { 'Idempotency-Key': reply.key }),
        () => this.acts.set(name, { busy: t('waiting') }));
      this.store.knowMessage(message);
      // what was typed meanwhile is the beginning of the next answer
      const now = this.reply(contact);
      const isSame = now.text === reply.text;
      const rest = isSame && !now.other ? undefined : newReply({ text: isSame ? '' : now.text, ...(now.other ? { other: now.other } : {}) });
      this.store.draft(contact.id, { reply: rest });
      this.acts.set(name, { said: t('send.sent') });
      if (contact.channel === 'email') say('polite', t('send.sent'));
    } catch (problem) {
      const why = withRequest(/** @type {Problem} */ (problem));
      this.change(contact, { unsent: true });
      this.acts.set(name, { problem: t('send.refused', { why }) });
      say('urgent', t('send.refused', { why }));
    }
  }

  /** Sends a failed message again. @param {import('../api/types.js').Message} message */
  async retry(message) {
    await this.acts.run(`retry ${message.conversation} ${message.number}`, t('send.sending'), async () => {
      await call('POST', `/conversations/${message.conversation}/messages/${message.number}/retry`); // the news of it comes by the socket
    });
  }

  /** @param {Contact} contact @param {File[]} files */
  attach(contact, files) {
    for (const file of files) this.#upload(contact, file);
  }

  /** @param {Contact} contact @param {File} file */
  #upload(contact, file) {
    const request = new XMLHttpRequest();
    const upload = this.#begin(contact, file.name, () => request.abort());
    const fails = (/** @type {string} */ why) => {
      upload.failed = why;
      this.#changed();
    };
    if (file.size > FILE_MAX) {
      fails(t('file.too_large'));
      return;
    }
    request.upload.onprogress = ({ loaded, total }) => {
      upload.part = total ? loaded / total : 0;
      this.#changed();
    };
    request.onerror = () => fails(t('problem.no_answer'));
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status !== 201 || !answer) {
        fails(answer?.detail ?? t('problem.server', { status: request.status }));
        return;
      }
      upload.stop();
      const { id, name, size } = answer;
      this.change(contact, { files: [...this.reply(contact).files, { id, name, size }] });
    };
    request.open('POST', `/api/v1/attachments?${new URLSearchParams({ name: file.name })}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.send(file);
  }
}

/** The name of a file of a message. @param {import('../api/types.js').Message} message @param {number} place */
const ofMessage = (message, place) => `${message.conversation} ${message.number} ${place}`;

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
