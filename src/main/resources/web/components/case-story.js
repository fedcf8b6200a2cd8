// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../lib/icons.js';
import { inFull, when } from '../lib/time.js';
import { count, t, term } from '../lib/text.js';
import { entriesBefore } from '../state/desk.js';
import { listOf } from '../state/desk-store.js';
import { channelOf, namesOf, rowOf, rows } from './timeline-text.js';

/**
 * The case of a contact and its entries, the newest first; before the messages of a written conversation the oldest first, as these are.
 *
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../api/types.js').Entry} Entry
 * @typedef {import('./timeline-text.js').Row} Row
 * @typedef {import('./timeline-text.js').Names} Names
 */

/** So many events in a row are folded into one line. */
const FOLDED_FROM = 2;

/** The case whose story is shown. @param {Pop} pop @param {string | undefined} caseId of the contact */
export const storyCase = (pop, caseId) => caseId ?? pop.cases.find((one) => one.state !== 'closed')?.id;

/** @param {Entry} entry */
const keyOf = (entry) => `${entry.case} ${entry.number}`;

/** Statements each alone, and system events that follow one another together. @param {Row[]} rows */
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

/**
 * Without a case of the contact, the open one is shown.
 * @param {{ store: import('../state/desk-store.js').DeskStore, pop: Pop, caseId: string | undefined, contact: string | undefined, offered?: string, written?: boolean }} show
 *   `offered` is the contact of an offer; `written` says that the notes are among the messages
 */
export function caseStory({ store, pop, caseId, contact, offered, written = false }) {
  const names = namesOf(store, pop);
  const id = storyCase(pop, caseId);
  const others = pop.cases.filter((one) => one.id !== id && (one.state === 'open' || one.state === 'waiting'));
  const entries = known(store, pop, id).filter((entry) => isTold(entry, id, contact));
  return html`
    ${head(pop, id, entries, names, contact ?? offered)}
    ${others.length ? html`<p class="muted also">${t('case.also')} ${others.map((one, i) => html`${i ? ', ' : ''}<button class="link" data-testid="also-case" @click=${shows(one.id)}>${one.number} ${one.subject}</button>`)}</p>` : nothing}
    ${caseEntries({ store, pop, id, contact, written })}`;
}

/** Asks for a case in the column of the customer. @param {string} id */
const shows = (id) => (/** @type {Event} */ event) => event.target?.dispatchEvent(new CustomEvent('show-case', { detail: { case: id, focus: true }, bubbles: true }));

/** The entries of a customer that the page has, and those of the case that were loaded, the newest first. @param {import('../state/desk-store.js').DeskStore} store @param {Pop} pop @param {string | undefined} id */
function known(store, pop, id) {
  const here = new Set(pop.timeline.map(keyOf));
  return [...pop.timeline, ...(store.older[listOf(pop.customer.id, { case: id })]?.entries ?? []).filter((entry) => !here.has(keyOf(entry)))];
}

/** Whether an entry is in the story of a case, which tells of one contact only. @param {Entry} entry @param {string | undefined} id @param {string | undefined} contact */
const isTold = (entry, id, contact) => entry.case === id && (entry.kind !== 'contact' || entry.contact === contact);

/**
 * The entries of a case.
 * @param {{ store: import('../state/desk-store.js').DeskStore, pop: Pop, id: string | undefined, contact?: string, written?: boolean, all?: boolean }} show
 *   `all` tells of all contacts, each in one row
 */
export function caseEntries({ store, pop, id, contact, written = false, all = false }) {
  const names = namesOf(store, pop);
  const every = known(store, pop, id);
  const newest = every.filter((entry) => (all ? entry.case === id : isTold(entry, id, contact)));
  const shown = all
    ? rows(newest, names, every)
    : (written ? newest.reverse() : newest).map((entry) => rowOf(entry, names, channelOf(every.filter((one) => one.contact === entry.contact), names)));
  const list = store.older[listOf(pop.customer.id, { case: id })];
  return html`<ol class="story">${repeat(folded(shown), (part) => part[0].key, (part) => told(part, store.desk.me?.id, written))}</ol>
    ${all && !shown.length && list?.state !== 'loading' ? html`<p class="muted">${t('case.nothing_yet')}</p>` : nothing}
    ${list?.state === 'more' || list?.state === 'failed'
      ? html`<button class="small" data-testid="case-older" @click=${() => store.loadOlder(pop, { case: id })}>${t(list.state === 'failed' ? 'timeline.retry' : 'timeline.older')}</button>`
      : nothing}`;
}

/** What the case is, whether this contact has opened it, or that there is none. @param {Pop} pop @param {string | undefined} id @param {Entry[]} entries @param {Names} names @param {string | undefined} contact */
function head(pop, id, entries, names, contact) {
  const current = pop.cases.find((one) => one.id === id);
  if (current) {
    return html`<section class="case" data-testid="case" data-case=${current.id}><span class="case-icon">${icon('box')}</span><div>
        <h2>${t('case.title', { number: current.number })}<span class="muted"> · ${term('case', current.kind)} · ${names.department(current.department)}</span></h2>
        <p>${current.subject}</p></div>
        <span class="pill ${current.state === 'resolved' ? 'done' : 'pause'}">${term('case', current.state)}</span>
        ${current.repeats ? html`<span class="pill warn">${icon('people')}${count('case.repeats', current.repeats)}</span>` : nothing}</section>`;
  }
  return entries.length // this contact opened the case, so no pop contains it yet
    ? html`<section class="case" data-testid="case" data-case=${id ?? nothing}><span class="case-icon">${icon('box')}</span><div><h2>${t('case.title', { number: entries[0].case_number })}</h2><p class="muted">${t('case.new')}</p></div></section>`
    : html`<section class="case"><span class="case-icon">${icon('box')}</span><div><h2>${t('case.none')}</h2><p class="muted">${t(entriesBefore(pop, contact) ? 'case.none_hint' : 'case.first')}</p></div></section>`;
}

/** A statement, or system events in a row, which are folded. @param {Row[]} part @param {string | undefined} me @param {boolean} written */
function told(part, me, written) {
  const [row] = part;
  if (row.quote) {
    return written && row.entry.kind === 'note' ? nothing : html`<li class="said ${row.entry.agent === me ? 'mine' : ''} ${row.tone}"><div class="line"><b>${icon(row.icon)}${row.text}</b>${at(row)}</div>
          <blockquote>${row.quote}</blockquote><small class="muted">${row.who}</small></li>`;
  }
  const events = part.map((one) => html`<li class="event ${one.tone}">${icon(one.icon)}<span>${one.text}</span>${one.who ? html`<span class="muted">${one.who}</span>` : nothing}${at(one)}</li>`);
  return part.length < FOLDED_FROM ? events : html`<li><details class="events"><summary>${count('events', part.length)}<span class="line">${part.map((one) => one.text).join(', ')}</span></summary><ol class="story">${events}</ol></details></li>`;
}

/** @param {Row} row */
const at = ({ entry }) => html`<time class="muted num" datetime=${entry.at} title=${inFull(entry.at)}>${when(entry.at)}</time>`;
