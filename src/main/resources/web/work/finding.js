// @ts-check
import { html, nothing } from 'lit';
import { call } from '../api/http.js';
import { find as openBox } from '../components/find.js';
import { renewed, show as showList } from '../components/keys.js';
import { icon } from '../lib/icons.js';
import { stand } from '../lib/stack.js';
import { minute } from '../lib/time.js';
import { t } from '../lib/text.js';
import { chooseTheme } from '../lib/theme.js';
import { serverNow } from '../lib/server-time.js';

/**
 * Finding on the desk: what can be done by commands, and the customer who is looked up beside the contact in hand.
 *
 * @typedef {import('../state/find.js').Command} Command
 * @typedef {import('../pages/agent.js').AgentPage} Page
 */

/** Whether no dialog asks for an answer first. */
const isFree = () => !document.querySelector('dialog:modal');

/** Opens the search for everything. @param {Page} page */
export const find = (page) => isFree() && openBox({ commands: () => commandsOf(page), open: (option) => show(page, option) });

/** Shows the keys of the desk. @param {Page} page */
export const help = (page) => isFree() && showList(['find', 'accept', 'hold', 'finish', 'submit', 'next', 'previous', 'help'], () => renewed(page));

/** What the agent can do now. @param {Page} page @returns {Command[]} */
export function commandsOf(page) {
  const { store, contact, contacts } = page;
  const { desk } = store;
  /** @type {(Command | false | undefined)[]} */
  const all = [
    button(page, 'accept', 'command.accept'),
    button(page, 'hold', contact?.state === 'held' ? 'command.resume' : 'command.hold'),
    button(page, 'finish', 'command.finish'),
    desk.presence.state !== 'ready' && { id: 'ready', name: t('command.ready'), run: () => contacts.presence({ state: 'ready' }) },
    ...desk.floor.reasons.filter((reason) => !page.ownReasons.includes(reason.id)).map((reason) => (
      { id: `away-${reason.id}`, name: t('command.away', { reason: reason.name }), run: () => contacts.presence({ state: 'not_ready', reason: reason.id }) })),
    desk.presence.state !== 'offline' && { id: 'offline', name: t('command.offline'), run: () => contacts.presence({ state: 'offline' }) },
    { id: 'canned', name: t('command.canned'), run: () => page.dispatchEvent(new CustomEvent('canned')) },
    store.supervises && { id: 'wall', name: t('command.wall'), run: () => location.assign('/wall') },
    { id: 'home', name: t('command.home'), run: () => location.assign('/') },
    ...themes(),
    { id: 'keys', key: 'help', name: t('command.keys'), run: () => help(page) },
    { id: 'logout', name: t('command.logout'), run: () => page.dispatchEvent(new CustomEvent('logout')) },
  ];
  return all.flatMap((one) => one || []);
}

/**
 * A button of the desk as a command, while it can be pressed.
 * @param {Page} page @param {'accept' | 'hold' | 'finish'} key @param {import('../lib/text.js').Key} name @returns {Command | false}
 */
function button(page, key, name) {
  const there = /** @type {HTMLElement | null} */ (page.querySelector(`[data-testid=${key}]:not([aria-disabled=true])`));
  return there !== null && { id: key, key, name: t(name), run: () => there.click() };
}

/** The themes that can be chosen. @returns {Command[]} */
export const themes = () => /** @type {const} */ (['light', 'dark', 'system']).map((theme) => ({ id: `theme-${theme}`, name: t(`command.theme_${theme}`), run: () => chooseTheme(theme) }));

/** Shows a customer, or what of them was found, in the customer's column. @param {Page} page @param {import('../state/find.js').Option} option */
async function show(page, { customer = '', case: file = '', order = '' }) {
  const inHand = page.contact && page.store.desk.pops[page.contact.id];
  if (inHand?.customer.id === customer) page.lookedUp?.end();
  else await lookUp(page, customer);
  const pop = page.lookedUp?.pop ?? inHand;
  const pane = /** @type {any} */ (page.querySelector('tandem-customer'));
  const at = pop?.orders.findIndex((one) => one.number === order) ?? -1;
  if (pop && at >= 0) pane.opened = new Set(at === 0 ? [] : [pop.orders[at].id]); // the newest order is open at first
  if (file) page.showCase(file);
  page.showCustomer();
  page.requestUpdate();
  await page.updateComplete;
  const target = at >= 0 ? `.order[data-order="${CSS.escape(order)}"] .order-head` : file ? `.case-file[data-case="${file}"] .case-head` : '';
  requestAnimationFrame(() => {
    const found = /** @type {HTMLElement | null} */ ((target && page.querySelector(target)) || page.querySelector('.looked-up h2') || page.querySelector('#contact-name'));
    found?.focus();
    found?.scrollIntoView({ block: 'nearest' });
  });
}

/** Reads a customer and puts them in the place of the contact's. @param {Page} page @param {string} customer */
async function lookUp(page, customer) {
  const { forms, store } = page;
  // the customer's cases come with the forms; without them the rest is shown
  const [pop] = await Promise.all([call('GET', `/customers/${customer}`), forms.load().catch(() => {})]);
  const at = new Date(serverNow()).toISOString();
  forms.want();
  const looked = {
    pop: { candidates: [], ...pop },
    openedCase: '',
    why: t('find.blocked'),
    strip: () => strip(page, at),
    end: () => {
      stand(looked, false);
      page.lookedUp = store.lookedUp = undefined;
      page.requestUpdate();
    },
  };
  page.lookedUp?.end();
  page.lookedUp = looked;
  store.lookedUp = pop.customer.id;
  stand(looked, true, () => leave(page));
}

/** @param {Page} page */
function leave(page) {
  const inside = page.querySelector('aside')?.contains(document.activeElement) || document.activeElement === document.body;
  page.lookedUp?.end();
  if (inside) page.updateComplete.then(() => /** @type {HTMLElement | null} */ (document.getElementById('contact-name') ?? page.querySelector('[data-testid=find]'))?.focus());
}

/** Says that this is not the customer of the contact in hand, and leads back. @param {Page} page @param {string} at when the customer was read */
function strip(page, at) {
  const { contact, lookedUp } = page;
  if (!lookedUp) return nothing;
  return html`<section class="looked-up" data-testid="looked-up"><h2 tabindex="-1">${icon('search')}${t('find.looked_up')} <span class="muted num">${t('find.as_at', { time: minute(at) })}</span></h2>
    <div class="bar"><button class="small" data-testid="looked-again" @click=${() => again(page)}>${t('find.again')}</button>
      <button class="small pri" data-testid="looked-back" @click=${() => leave(page)}>${contact ? t('find.back_to', { name: document.getElementById('contact-name')?.textContent ?? '' }) : t('find.leave')}</button></div></section>`;
}

/** @param {Page} page */
async function again(page) {
  const was = page.lookedUp;
  if (!was) return;
  try {
    await lookUp(page, was.pop.customer.id);
    if (page.lookedUp) page.lookedUp.openedCase = was.openedCase;
    page.requestUpdate();
  } catch (problem) {
    page.dispatchEvent(new CustomEvent('refused', { detail: { why: /** @type {Error} */ (problem).message } }));
  }
}
