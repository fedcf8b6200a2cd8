// @ts-check
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { desk } from 'texts/desk.js';
import { call } from '../api/http.js';
import { find } from '../components/find.js';
import { renewed, show as showList } from '../components/keys.js';
import { icon } from '../lib/icons.js';
import { kbd } from '../lib/kbd.js';
import { money } from '../lib/money.js';
import { know, t, term } from '../lib/text.js';
import { when } from '../lib/time.js';
import { actionOf, keyOf } from '../state/keys.js';
import { isLive } from '../state/remedies.js';

know(desk);

/**
 * Finding on the wallboard: a customer is read in the box itself, because the board has no place for one.
 *
 * @typedef {import('lit').LitElement & { full: () => void, chooseTheme: (theme: 'light' | 'dark') => void }} Board
 */

/** Opens the search for everything. @param {Board} board */
export const open = (board) => find({ commands: () => commandsOf(board), open: async ({ customer }) => card(await call('GET', `/customers/${customer}`)) });

/** Presses a button of the board. @param {Board} board @param {string} button */
const press = (board, button) => /** @type {HTMLElement | null} */ (board.querySelector(`[data-testid=${button}]`))?.click();

/** Shows the keys of the wallboard. @param {Board} board */
const showKeys = (board) => showList(['find', 'full', 'submit', 'help'], () => renewed(board));

/** Listens to the keys of the wallboard. @param {Board} board */
export const listen = (board) =>
  addEventListener('keydown', (event) => {
    const action = actionOf(event);
    if (event.repeat || document.querySelector('dialog:modal')) return;
    if (action === 'full') board.full();
    else if (action === 'find') open(board);
    else if (action === 'help') showKeys(board);
    else return;
    event.preventDefault();
  });

export { kbd, keyOf };

/** The button that opens the search. @param {Board} board */
export const button = (board) => html`<button class="quiet" data-testid="find" aria-keyshortcuts=${keyOf('find')} title=${t('keys.find')} aria-label=${t('keys.find')} @click=${() => open(board)}>${icon('search')}</button>`;

/** What can be done on the wallboard. @param {Board} board @returns {import('../state/find.js').Command[]} */
export const commandsOf = (board) => [
  { id: 'canned', name: t('command.canned'), run: () => press(board, 'canned-open') },
  { id: 'full', key: 'full', name: t('command.full'), run: () => board.full() },
  { id: 'home', name: t('command.home'), run: () => location.assign('/') },
  { id: 'theme-light', name: t('command.theme_light'), run: () => board.chooseTheme('light') },
  { id: 'theme-dark', name: t('command.theme_dark'), run: () => board.chooseTheme('dark') },
  { id: 'keys', key: 'help', name: t('command.keys'), run: () => showKeys(board) },
  { id: 'logout', name: t('command.logout'), run: () => press(board, 'log-out') },
];

/** A customer to read: addresses, what was given, cases, orders. @param {import('../api/types.js').Pop} pop */
function card({ customer, remedies, cases, orders }) {
  const live = remedies.filter(isLive);
  const empty = !live.length && !cases.length && !orders.length;
  return html`<h3 data-testid="find-card-name">${customer.name || t('find.unknown')}</h3>
    <p class="muted find-points">${customer.contact_points.filter((point) => point.kind !== 'visitor').map((point) => html`<span class="num">${icon(point.kind === 'email' ? 'mail' : 'phone')}${point.value}</span>`)}</p>
    ${live.length ? html`<h4>${t('find.card_remedies')}</h4><ul>${repeat(live, (one) => one.id, (one) => html`<li><b>${one.kind_name}</b> ${one.amount_minor !== undefined && one.currency ? money(one.amount_minor, one.currency) : nothing} <span class="muted">${term('remedy_state', one.state)} · ${when(one.given_at)}</span></li>`)}</ul>` : nothing}
    ${cases.length ? html`<h4>${t('find.cases')}</h4><ul>${repeat(cases, (one) => one.id, (one) => html`<li><b class="num">${one.number}</b> <bdi>${one.subject}</bdi> <span class="muted">${term('case', one.state)}</span></li>`)}</ul>` : nothing}
    ${orders.length ? html`<h4>${t('find.orders')}</h4><ul>${repeat(orders, (one) => one.id, (one) => html`<li><b class="num">${one.number}</b> <span class="muted">${term('order', one.state)} · ${when(one.placed_at)}</span></li>`)}</ul>` : nothing}
    ${empty ? html`<p class="muted">${t('find.card_none')}</p>` : nothing}`;
}
