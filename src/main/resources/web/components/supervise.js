// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { queue } from 'texts/queue.js';
import { call } from '../api/http.js';
import { icon } from '../lib/icons.js';
import { Part, say } from '../lib/part.js';
import { know, rich, t, typed } from '../lib/text.js';
import './timer.js';

know(queue);

/** For so long an act can be undone, or is not sent yet. */
const UNDO_MS = 8_000;

/**
 * An act of a supervisor.
 *
 * @typedef {{ queue?: string, agent?: string }} Place
 * @typedef {{ state: string, reason?: string }} Stand
 * @typedef {{ kind: 'move', contact: string, to: Place, why: string, who: string, where: string }
 *   | { kind: 'presence', agent: string, state: Stand, why: string, who: string, where: string }
 *   | { kind: 'take-back' | 'end-wrap-up', contact: string, why: string, who: string, where: string }} Act
 * @typedef {{ id: number, act: Act, until: number, state: 'done' | 'soon' | 'undone' | 'failed', problem: string, undo: (() => Promise<unknown>) | undefined, timer: number }} Shown
 */

/** What can be undone, and what is about to be sent: at the foot of the wallboard, for eight seconds each. No dialog asks before. */
class Undo extends Part {
  static properties = { board: {} };

  constructor() {
    super();
    /** @type {import('../state/wall.js').Wallboard | undefined} */
    this.board = undefined;
  }

  /** @type {Shown[]} */
  #shown = [];
  #last = 0;

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('supervise', this.#take);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('supervise', this.#take);
  }

  /** Carries out an act, or says that it will. @param {Event} event */
  #take = (event) => {
    /** @type {Act} */
    const act = /** @type {CustomEvent} */ (event).detail;
    if (act.kind === 'take-back' || act.kind === 'end-wrap-up') this.#later(act, () => call('POST', `/contacts/${act.contact}/${act.kind}`, { why: act.why }));
    else this.#now(act);
  };

  /** @param {Extract<Act, { kind: 'move' | 'presence' }>} act */
  async #now(act) {
    try {
      if (act.kind === 'move') {
        const path = `/contacts/${act.contact}/move`;
        const { from } = await call('POST', path, { to: act.to, why: act.why });
        this.#show(act, 'done', () => call('POST', path, { to: from, why: t('act.undone_why') }));
      } else {
        const path = `/agents/${encodeURIComponent(act.agent)}/presence`;
        const { before } = await call('POST', path, { ...act.state, why: act.why });
        this.#show(act, 'done', isGivable(this.board, before.reason) ? () => call('POST', path, { ...before, why: t('act.undone_why') }) : undefined);
      }
    } catch (problem) {
      this.#failed(act, 'act.failed', problem);
    }
  }

  /** @param {Extract<Act, { kind: 'take-back' | 'end-wrap-up' }>} act @param {() => Promise<unknown>} send */
  #later(act, send) {
    if (this.#shown.some((one) => one.state === 'soon' && one.act.kind === act.kind && one.act.contact === act.contact)) return;
    const shown = this.#show(act, 'soon');
    window.clearTimeout(shown.timer);
    shown.timer = window.setTimeout(async () => {
      this.#drop(shown);
      try {
        await send();
        this.#show(act, 'done');
      } catch (problem) {
        this.#failed(act, 'act.failed', problem);
      }
    }, UNDO_MS);
  }

  /** It stays until it is closed. @param {Act} act @param {'act.failed' | 'act.not_undone'} what @param {any} problem */
  #failed(act, what, problem) {
    const shown = this.#show(act, 'failed');
    window.clearTimeout(shown.timer);
    shown.problem = t(what, { why: problem.status === 404 && act.kind !== 'presence' ? t('act.gone') : problem.message });
  }

  /** @param {Act} act @param {Shown['state']} state @param {() => Promise<unknown>} [undo] @returns {Shown} */
  #show(act, state, undo) {
    /** @type {Shown} */
    const shown = { id: (this.#last += 1), act, until: performance.now() + UNDO_MS, state, problem: '', undo, timer: 0 };
    shown.timer = window.setTimeout(() => this.#drop(shown), UNDO_MS);
    this.#shown = [...this.#shown, shown];
    if (state === 'undone') say('polite', t('act.undone'));
    else if (state !== 'failed') say('polite', t(/** @type {import('../lib/text.js').Key} */ (`act.${act.kind}.${state}`), { ...values(act), left: `${UNDO_MS / 1000} s` }));
    this.requestUpdate();
    return shown;
  }

  /** @param {Shown} shown */
  #drop(shown) {
    window.clearTimeout(shown.timer);
    this.#shown = this.#shown.filter((one) => one !== shown);
    this.requestUpdate();
  }

  /** @param {Shown} shown */
  async #undo(shown) {
    this.#drop(shown);
    try {
      await shown.undo?.();
      this.#show(shown.act, 'undone');
    } catch (problem) {
      this.#failed(shown.act, 'act.not_undone', problem);
    }
  }

  render() {
    return html`<div class="undos">${repeat(this.#shown, (one) => one.id, (one) => this.#one(one))}</div>`;
  }

  /** @param {Shown} shown */
  #one(shown) {
    const { act, state, until } = shown;
    const left = html`<tandem-timer class="num" .until=${until}></tandem-timer>`;
    if (state === 'failed') return html`<div class="undo" data-testid="undo-failed"><p class="problem" role="alert">${icon('warn')}<span>${shown.problem}</span></p><button class="quiet" aria-label=${t('queue.close')} @click=${() => this.#drop(shown)}>${icon('close')}</button></div>`;
    if (state === 'undone') return html`<div class="undo" data-testid="undo-undone"><p>${icon('check')}${t('act.undone')}</p></div>`;
    if (state === 'soon') return html`<div class="undo" data-testid="undo"><p><span>${rich(`act.${/** @type {'take-back' | 'end-wrap-up'} */ (act.kind)}.soon`, { ...values(act), left })}</span></p><button data-testid="undo-cancel" @click=${() => this.#undo(shown)}>${t('act.cancel')}</button></div>`;
    return html`<div class="undo" data-testid="undo"><p>${icon('check')}<span>${t(`act.${act.kind}.done`, values(act))}</span></p>${shown.undo ? html`<button data-testid="undo-undo" @click=${() => this.#undo(shown)}>${rich('act.undo', { left })}</button>` : nothing}</div>`;
  }
}
customElements.define('tandem-undo', Undo);

/** Whether somebody can be set to a status: those that follow from what happens have reasons that nobody chooses. @param {import('../state/wall.js').Wallboard | undefined} board @param {string | undefined} reason */
export const isGivable = (board, reason) => !reason || Boolean(board?.reasons.some((one) => one.id === reason));

/** @param {Act} act */
const values = ({ who, where }) => ({ who, where });

/** The most characters of a reason, as the server counts. */
const WHY_LENGTH_MAX = 300;

/**
 * What a supervisor does with a contact or an agent, and why. The agent concerned sees both.
 *
 * @typedef {{ value: string, name: string, group?: string }} Choice
 */
class ActForm extends Part {
  static properties = { label: {}, hint: {}, choices: {}, problem: { state: true } };

  constructor() {
    super();
    this.label = '';
    this.hint = '';
    /** @type {Choice[] | undefined} what can be chosen; nothing when there is only one thing to do */
    this.choices = undefined;
    this.problem = '';
  }

  /** The choices as they were when the form was opened: what was chosen must not become something else. @type {Choice[] | undefined} */
  #offered;

  willUpdate() {
    this.#offered ??= this.choices;
  }

  firstUpdated() {
    /** @type {HTMLElement | null} */ (this.querySelector('select, input'))?.focus();
  }

  render() {
    const groups = [...new Set((this.#offered ?? []).map((one) => one.group ?? ''))];
    const options = (/** @type {string} */ group) => (this.#offered ?? []).filter((one) => (one.group ?? '') === group).map((one) => html`<option value=${one.value}>${one.name}</option>`);
    return html`<form class="act" @submit=${this.#submit} novalidate>
      ${this.#offered ? html`<label>${t('act.to')}<select data-testid="act-to" name="to"><option value="">${t('act.choose')}</option>${groups.map((group) => (group ? html`<optgroup label=${group}>${options(group)}</optgroup>` : options(group)))}</select></label>` : nothing}
      <label>${t('act.why')}<input data-testid="act-why" name="why" autocomplete="off" @input=${(/** @type {any} */ event) => typed(event, WHY_LENGTH_MAX)} /></label>
      <p class="muted">${this.hint}</p>
      ${this.problem ? html`<p class="problem" role="alert">${icon('warn')}${this.problem}</p>` : nothing}
      <div class="bar"><button class="pri small" data-testid="act-submit">${this.label}</button><button type="button" class="small" @click=${this.#cancel}>${t('act.cancel')}</button></div></form>`;
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const to = String(given.get('to') ?? '');
    const why = String(given.get('why') ?? '').trim();
    if (this.#offered && !to) this.problem = t('act.choose_first');
    else if (!why) this.problem = t('act.why_first');
    else this.dispatchEvent(new CustomEvent('acted', { detail: { to, name: this.#offered?.find((one) => one.value === to)?.name ?? '', why } }));
  }

  #cancel() {
    this.dispatchEvent(new CustomEvent('acted', { detail: undefined }));
  }
}
customElements.define('tandem-act', ActForm);
