// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { kbd } from '../lib/kbd.js';
import { t, typed } from '../lib/text.js';
import { canFinish } from '../state/desk.js';
import { coming } from './coming.js';
import { otherText } from './other-text.js';

/** Where the agent notes what the next colleague should know, with the choice of the outcome when the contact is finished. */

export const NOTE_LENGTH_MAX = 4000;

/**
 * @param {{ contact: import('../state/desk.js').Contact, draft: import('../state/drafts.js').Draft, kept: boolean, caseId: string | undefined, act: import('../work/acts.js').Act,
 *   outcomes: import('../api/types.js').Floor['outcomes'], forms: import('../lib/lazy.js').Lazy, send: (type: string, detail: object) => void }} show
 */
export function noteBox({ contact, draft, kept, caseId, act, outcomes, forms, send }) {
  const { busy, problem, said } = act;
  const { finishing } = draft;
  return html`<div class="compose ${finishing ? 'open' : ''}">
    ${finishing ? panel(draft, outcomes, forms) : nothing}
    ${finishing && hangsUp(contact) ? html`<p class="why" data-testid="finish-hangs-up">${icon('warn')}${t('finish.hangs_up')}</p>` : nothing}
    ${draft.noteOther ? otherText(draft.note, draft.noteOther, (note, noteOther) => send('draft', { note, noteOther })) : nothing}
    <label for="note">${t(finishing ? 'note.with_outcome' : 'note.label')}</label>
    <textarea id="note" data-testid="note" rows="3" placeholder=${t('note.placeholder')} .value=${draft.note}
      @input=${(/** @type {any} */ e) => send('draft', { note: typed(e, NOTE_LENGTH_MAX) })}></textarea>
    <div class="bar">
      <button data-testid="give-remedy" @click=${() => send('remedy-open', {})}>${icon('gift')}${t('remedy.give')}</button>
      ${finishing ? nothing : html`<button data-testid="save-note" aria-disabled=${!draft.note.trim() || !caseId} title=${caseId ? '' : t('note.no_case')}
            @click=${() => draft.note.trim() && caseId && send('save-note', { case: caseId })}>${icon('note')}${t('note.save')}</button>`}
      <span class="grow said-now">${problem ? html`<span class="problem" role="alert">${icon('warn')}${problem}</span>` : html`<span class="muted">${busy || said || (kept ? t('draft.kept') : '')}</span>`}</span>
      ${finishing
        ? html`<button class="pri" data-testid="finish-submit" aria-disabled=${!draft.outcome || busy !== '' || !canFinish(contact)} title=${!canFinish(contact) ? t('finish.not_yet') : draft.outcome ? '' : t('finish.choose')}
            @click=${() => canFinish(contact) && send('finish-submit', contact)}>${t(hangsUp(contact) ? 'finish.submit_hangs_up' : 'finish.submit')} ${kbd('submit')}</button>`
        : nothing}
    </div></div>`;
}

/** Whether the outcome ends a call that goes on: it then has no wrap-up. @param {import('../state/desk.js').Contact} contact */
const hangsUp = ({ channel, state }) => channel === 'call' && (state === 'connected' || state === 'held');

/** The note's field does not move when the panel comes: it grows upwards. @param {import('../state/drafts.js').Draft} draft @param {import('../api/types.js').Floor['outcomes']} outcomes @param {import('../lib/lazy.js').Lazy} forms */
const panel = (draft, outcomes, forms) => (forms.part
  ? html`<tandem-finish .outcomes=${outcomes} .draft=${draft}></tandem-finish>`
  : html`<section class="finish coming" tabindex="-1">${coming(forms.failed, () => forms.want())}</section>`);
