// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { kbd } from '../lib/kbd.js';
import { Part } from '../lib/part.js';
import { stand } from '../lib/stack.js';
import { ofChannel, t, typed } from '../lib/text.js';
import { caseOf, nameOf, work } from '../state/desk.js';
import { fitting, inserted, unfilled, wanted } from '../state/replies.js';
import { size } from './files.js';
import { otherText } from './other-text.js';
import './timer.js';

const NOTE_LENGTH_MAX = 4000;
const SHOWN_MAX = 8;

/** @typedef {import('../state/drafts.js').ReplyDraft['mode']} Mode */
/** @type {[Mode, import('../lib/icons.js').Icon][]} */
const MODES = [['reply', 'reply'], ['all', 'replyall'], ['forward', 'forward'], ['note', 'lock']];

/** Where an agent writes to the customer, or an internal note, which has another colour, icon and word. */
class Composer extends Part {
  static properties = { store: {}, desk: {}, contact: {}, talk: {}, writing: {}, version: {}, looking: { state: true }, at: { state: true } };

  constructor() {
    super();
    /** @type {import('../state/desk-store.js').DeskStore | undefined} */
    this.store = undefined;
    /** @type {import('../state/desk.js').Contact | undefined} */
    this.contact = undefined;
    /** @type {import('../state/talks.js').Talk | undefined} */
    this.talk = undefined;
    /** @type {import('../work/writing.js').Writing | undefined} */
    this.writing = undefined;
    /** @type {string | undefined} what is typed after a slash */
    this.looking = undefined;
    this.at = 0;
  }

  /** @type {string | undefined} */
  #of;

  willUpdate() {
    if (this.contact?.id !== this.#of) this.looking = undefined;
    this.#of = this.contact?.id;
  }

  updated() {
    stand(this, this.looking !== undefined, () => (this.looking = undefined));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    stand(this, false);
  }

  render() {
    const { store, contact, writing, talk } = this;
    if (!store || !contact || !writing) return nothing;
    const draft = store.drafts.of(contact.id);
    const reply = writing.reply(contact);
    const { mode } = reply;
    const isNote = mode === 'note';
    const can = new Set(talk?.shown?.capabilities ?? []);
    const leaves = writing.leaves(contact);
    const waits = leaves !== undefined;
    const { busy, problem, said } = isNote ? writing.acts.of(`contact ${contact.id}`) : writing.acts.of(`reply ${contact.id}`);
    const modes = MODES.filter(([one]) => can.has('mail') || one === 'reply' || one === 'note');
    const text = isNote ? draft.note : reply.text;
    const other = isNote ? draft.noteOther : reply.other;
    const found = this.looking === undefined ? [] : fitting(writing.replies, this.looking).slice(0, SHOWN_MAX);
    const holes = isNote ? [] : unfilled(text);
    const to = talk?.shown?.conversation.correspondent.address;
    const kept = store.drafts.isKept(contact.id, isNote ? 'note' : 'reply');
    return html`<div class="compose written ${isNote ? 'inside' : ''}" data-testid="composer" data-mode=${mode}>
      <div class="tabs" role="group" aria-label=${t('compose.kind')}>
        ${modes.map(([one, drawing]) => html`<button class="small ${one}" data-testid="mode-${one}" aria-pressed=${mode === one} @click=${() => this.#mode(one)}>${icon(drawing)}${t(`compose.${one}`)}</button>`)}
        <span class="grow"></span>
        ${isNote ? html`<span class="muted small">${t('compose.note_hint')}</span>` : mode === 'reply' && to && contact.channel !== 'chat' ? html`<span class="muted small to">${t('compose.to')} <bdi>${to}</bdi></span>` : nothing}
      </div>
      ${other ? this.#other(other, isNote) : nothing}
      ${mode === 'all' || mode === 'forward' ? this.#recipients(reply) : nothing}
      <div class="write">
        ${found.length || this.looking !== undefined ? this.#found(found) : nothing}
        <label class="sr" for=${isNote ? 'note' : 'reply'}>${isNote ? t('note.label') : t('compose.label')}</label>
        <textarea id=${isNote ? 'note' : 'reply'} data-testid=${isNote ? 'note' : 'reply'} rows=${contact.channel === 'email' ? 5 : 3} .value=${text} ?readonly=${waits}
          aria-autocomplete=${isNote ? nothing : 'list'} aria-controls=${this.looking === undefined ? nothing : 'replies'} aria-activedescendant=${found.length ? `reply-${Math.min(this.at, found.length - 1)}` : nothing}
          aria-describedby=${holes.length ? 'holes' : nothing} placeholder=${isNote ? t('note.placeholder') : ofChannel('compose.placeholder', contact.channel)}
          @input=${(/** @type {any} */ e) => this.#typed(e, isNote)} @keydown=${(/** @type {KeyboardEvent} */ e) => this.#key(e, found)} @blur=${() => (this.looking = undefined)}></textarea>
      </div>
      ${holes.length ? html`<p class="problem" id="holes" data-testid="holes">${icon('warn')}${t('compose.holes')} ${holes.map((hole) => html`<button class="small" @click=${() => this.#choose(hole)}>${hole}</button> `)}</p>` : nothing}
      ${this.#files(contact, reply, writing, isNote)}
      <div class="bar">
        ${isNote ? nothing : html`<button data-testid="canned" aria-disabled=${waits} @click=${() => !waits && this.#slash()}>${t('compose.canned')} <kbd>/</kbd></button><button class="quiet" data-testid="canned-open" title=${t('canned.open')} aria-label=${t('canned.open')} @click=${() => this.#send('canned', {})}>${icon('pen')}</button>`}
        <button data-testid="give-remedy" @click=${() => this.#send('remedy-open', {})}>${icon('gift')}${t('remedy.give')}</button>
        ${!isNote && can.has('attachments') ? html`<button data-testid="attach" @click=${() => /** @type {HTMLElement} */ (this.querySelector('input[type=file]')).click()}>${icon('clip')}${t('compose.attach')}</button>
            ${writing.original(contact) ? html`<button data-testid="attach-original" @click=${() => writing.attachOriginal(contact)}>${icon('clip')}${t('compose.original')}</button>` : nothing}
            <input type="file" multiple hidden data-testid="file-input" @change=${this.#chosen} />` : nothing}
        <span class="grow said-now">${waits
          ? html`<span data-testid="leaving" role="status">${t('send.in')} <tandem-timer class="num" .until=${leaves}></tandem-timer></span>`
          : problem ? html`<span class="problem" role="alert" data-testid="send-problem">${icon('warn')}${problem}</span>`
          : reply.unsent && !isNote ? html`<span class="problem" data-testid="unsent">${icon('warn')}${t('send.unsent')}</span>`
          : html`<span class="muted">${busy || said || (kept ? html`${icon('check')} ${t('draft.kept')}` : '')}</span>`}</span>
        ${said && !text && !waits ? this.#next() : nothing}
        ${waits
          ? html`<button data-testid="undo" @click=${() => writing.undo(contact)}>${icon('reply')}${t('send.undo')}</button><button class="pri" data-testid="send-now" @click=${() => writing.sendNow(contact)}>${icon('send')}${t('send.now')}</button>`
          : isNote
            ? html`<button class="pri note" data-testid="save-note" aria-disabled=${!draft.note.trim() || !this.#case()} title=${this.#case() ? '' : t('note.no_case')} @click=${() => this.#case() && writing.send(contact)}>${icon('lock')}${t('note.save')} ${kbd('submit')}</button>`
            : html`<button class="pri" data-testid="send" aria-disabled=${busy !== ''} @click=${() => writing.send(contact)}>${icon('send')}${t('send.send')} ${kbd('submit')}</button>`}
      </div></div>`;
  }

  /** The text of another tab, which is never lost. @param {string} other @param {boolean} isNote */
  #other(other, isNote) {
    const { contact, store, writing } = this;
    if (!contact || !store || !writing) return nothing;
    const text = isNote ? store.drafts.of(contact.id).note : writing.reply(contact).text;
    const put = (/** @type {string} */ next, /** @type {string} */ left) => (isNote
      ? this.#send('draft', { note: next, noteOther: left })
      : writing.change(contact, { text: next, other: left || undefined }));
    return otherText(text, other, put);
  }

  /** @param {import('../state/drafts.js').ReplyDraft} reply */
  #recipients(reply) {
    const fields = /** @type {const} */ (reply.mode === 'forward' ? ['to', 'cc', 'bcc', 'subject'] : ['to', 'cc', 'bcc']);
    return html`<div class="recipients">${fields.map((name) => html`<label for="mail-${name}">${t(`mail.${name}`)}</label>
      <input id="mail-${name}" data-testid="mail-${name}" .value=${reply[name] ?? ''} @input=${(/** @type {any} */ e) => this.contact && this.writing?.change(this.contact, { [name]: e.target.value })} />`)}</div>`;
  }

  /** @param {import('../api/types.js').CannedReply[]} found */
  #found(found) {
    const at = Math.min(this.at, found.length - 1);
    return html`<div class="found" data-testid="replies">${found.length
      ? html`<ul id="replies" role="listbox" aria-label=${t('compose.canned')}>${found.map((one, i) => html`<li id="reply-${i}" role="option" aria-selected=${i === at} @mousedown=${(/** @type {Event} */ e) => e.preventDefault()} @click=${() => this.#insert(one)}>
          <b>/${one.shortcut}</b><span class="line">${one.text}</span><small class="muted">${t(one.department ? 'canned.team' : 'canned.mine')}</small></li>`)}</ul>`
      : html`<p id="replies" role="status" class="muted">${t(this.writing?.replies.length ? 'canned.none_found' : 'canned.none')}</p>`}</div>`;
  }

  /** @param {import('../state/desk.js').Contact} contact @param {import('../state/drafts.js').ReplyDraft} reply @param {import('../work/writing.js').Writing} writing @param {boolean} isNote */
  #files(contact, reply, writing, isNote) {
    const uploads = writing.uploads[contact.id] ?? [];
    if (isNote || (!reply.files.length && !uploads.length)) return nothing;
    return html`<ul class="files" aria-label=${t('file.attached')}>
      ${reply.files.map((file) => html`<li class="file" data-testid="attached">${icon('clip')}<bdi>${file.name}</bdi><span class="muted num">${size(file.size)}</span>
        <button class="quiet" aria-label=${t('file.remove', { name: file.name })} @click=${() => writing.change(contact, { files: reply.files.filter((one) => one !== file) })}>${icon('close')}</button></li>`)}
      ${uploads.map((file) => html`<li class="file" data-testid="upload">${icon(file.failed ? 'warn' : 'clip')}<bdi>${file.name}</bdi>${file.failed
        ? html`<span class="problem">${file.failed}</span>`
        : html`<progress max="1" .value=${file.part} aria-label=${t('file.uploading', { name: file.name })}></progress>`}
        <button class="quiet" aria-label=${t('file.remove', { name: file.name })} @click=${file.stop}>${icon('close')}</button></li>`)}</ul>`;
  }

  /** The next work after an answer: the customer who waits longest. */
  #next() {
    const { store, contact } = this;
    const next = store && work(store.desk).find((one) => one.id !== contact?.id);
    return store && next ? html`<button data-testid="next-work" @click=${() => this.#send('choose-work', next.id)}>${t('work.next', { name: nameOf(store.desk, next) })}</button>` : nothing;
  }

  #case() {
    return this.contact && caseOf(this.contact, this.store?.desk.pops[this.contact.id]);
  }

  /** @param {Mode} mode */
  #mode(mode) {
    const { contact, writing } = this;
    if (!contact || !writing || writing.leaves(contact) !== undefined) return;
    writing.mode(contact, mode);
    this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector(mode === 'forward' ? '#mail-to' : 'textarea'))?.focus());
  }

  /** @param {any} event @param {boolean} isNote */
  #typed(event, isNote) {
    const { contact, writing } = this;
    if (!contact || !writing) return;
    if (isNote) {
      this.#send('draft', { note: typed(event, NOTE_LENGTH_MAX) });
      return;
    }
    const field = /** @type {HTMLTextAreaElement} */ (event.target);
    writing.change(contact, { text: field.value });
    const looking = wanted(field.value, field.selectionStart);
    if (looking !== this.looking) this.at = 0;
    this.looking = looking;
  }

  /** @param {KeyboardEvent} event @param {import('../api/types.js').CannedReply[]} found */
  #key(event, found) {
    if (this.looking === undefined || event.isComposing) return;
    const at = Math.min(this.at, found.length - 1);
    if (!found.length || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'ArrowDown') this.at = (at + 1) % found.length;
    else if (event.key === 'ArrowUp') this.at = (at + found.length - 1) % found.length;
    else if (event.key === 'Enter' || event.key === 'Tab') this.#insert(found[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {import('../api/types.js').CannedReply} reply */
  #insert(reply) {
    const { contact, writing } = this;
    const field = this.querySelector('textarea');
    if (!contact || !writing || !field) return;
    const next = inserted(field.value, field.selectionStart, writing.fill(contact, reply.text));
    writing.change(contact, { text: next.text });
    this.looking = undefined;
    this.updateComplete.then(() => {
      field.focus();
      field.setSelectionRange(next.at, next.at);
    });
  }

  /** Opens the list of replies as a typed slash does. */
  #slash() {
    const { contact, writing } = this;
    const field = this.querySelector('textarea');
    if (!contact || !writing || !field) return;
    writing.loadReplies();
    const at = field.selectionStart;
    const slash = at && !/\s/.test(field.value[at - 1]) ? ' /' : '/';
    writing.change(contact, { text: field.value.slice(0, at) + slash + field.value.slice(at) });
    this.at = 0;
    this.updateComplete.then(() => {
      field.focus();
      field.setSelectionRange(at + slash.length, at + slash.length);
      this.looking = '';
    });
  }

  /** Selects a placeholder in the text, so that the agent can type over it. @param {string} hole */
  #choose(hole) {
    const field = this.querySelector('textarea');
    const at = field?.value.indexOf(hole) ?? -1;
    if (!field || at < 0) return;
    field.focus();
    field.setSelectionRange(at, at + hole.length);
  }

  /** @param {any} event */
  #chosen(event) {
    if (this.contact) this.writing?.attach(this.contact, [...event.target.files]);
    event.target.value = '';
  }

  /** @param {string} type @param {object | string} detail */
  #send(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
customElements.define('tandem-composer', Composer);
