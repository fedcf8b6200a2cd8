// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { money } from '../lib/money.js';
import { when } from '../lib/time.js';
import { count, t, term } from '../lib/text.js';
import { isLive, obstacle } from '../state/remedies.js';
import { obstacleText, whatOf, whoOf } from './remedy-text.js';

/**
 * The orders, with the remedies that may be given for each line.
 *
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../api/types.js').Order} Order
 * @typedef {import('../api/types.js').Line} Line
 */

/**
 * @param {{ pop: Pop, remedies: import('../api/types.js').Floor['remedies'], opened: Set<string>, blocked: string, me: string | undefined, caseId: string | undefined,
 *   toggle: (order: string) => void, open: (kind: string, line: Line) => void }} show
 */
export function orders({ pop, remedies, opened, blocked, me, caseId, toggle, open }) {
  if (!pop.orders.length) return html`<section><h2>${t('orders.title')}</h2><p class="muted">${t('orders.none')}</p></section>`;
  return html`<section data-testid="orders"><h2>${t('orders.title')}<span class="muted num">${pop.orders.length}</span></h2>
    ${pop.orders.map((order, i) => {
      const isOpen = opened.has(order.id) !== (i === 0); // the newest order is open at first
      return html`<div class="order" data-order=${order.number}>
        <button class="order-head" aria-expanded=${isOpen} @click=${() => toggle(order.id)}>${icon('down')}<b class="num">${order.number}</b>
          <span class="muted">${term('order', order.state)} · ${when(order.placed_at)} · ${count('orders.lines', order.lines.filter((line) => !line.gone).length)}</span></button>
        ${isOpen ? html`<ul class="lines">${order.lines.map((line) => lineRow(order, line))}</ul>` : nothing}</div>`;
    })}</section>`;

  /** @param {Order} order @param {Line} line */
  function lineRow(order, line) {
    return html`<li class="order-line ${line.gone ? 'gone' : ''}" data-line=${line.id}><div class="row"><span>${line.quantity > 1 ? html`<b class="num">${line.quantity} ×</b> ` : nothing}${line.title}</span>
      <span class="num muted">${money(line.price_minor, order.currency)}</span>
      ${line.gone ? nothing : html`<tandem-remedies .position=${line.position} .item=${line.title} .items=${offered(order, line)} @remedy-chosen=${(/** @type {CustomEvent} */ e) => open(e.detail.kind, line)}></tandem-remedies>`}</div>
      ${line.gone ? html`<p class="muted">${icon('warn')} ${t('orders.gone')}</p>` : nothing}
      ${given(line)}</li>`;
  }

  /** The kinds of remedies, each with the reason if it is not possible for the line. @param {Order} order @param {Line} line @returns {import('./remedies.js').Item[]} */
  function offered(order, line) {
    return remedies.map((kind) => {
      const found = obstacle(pop, kind, { order, line }, caseId);
      return { kind: kind.id, name: kind.name, why: found ? obstacleText(found, order, me) : blocked, has: found?.holder?.kind === kind.id };
    });
  }

  /** The remedies of the line, if its menu does not show all of them. @param {Line} line */
  function given(line) {
    const got = pop.remedies.filter((one) => one.order_line === line.id && (line.gone || (line.quantity > 1 && isLive(one))));
    return got.length ? html`<ul class="got" data-testid="got-${line.position}">${got.map((one) => html`<li>${icon(isLive(one) ? 'check' : 'dot')}<span>${line.quantity > 1 ? t('orders.got', { what: whatOf(one), n: one.units.length, of: line.quantity }) : whatOf(one)}</span>
      <small class="muted">${term('remedy_state', one.state)} · ${whoOf(one, me)}</small></li>`)}</ul>` : nothing;
  }
}
