// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { money } from '../lib/money.js';
import { when } from '../lib/time.js';
import { count, t, word } from '../lib/text.js';
import { freeUnits, holding } from '../state/remedies.js';
import { whoOf } from './guard-card.js';

/**
 * Orders, and what may be given for each line.
 *
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../api/types.js').Order} Order
 * @typedef {import('../api/types.js').Line} Line
 */

/**
 * @param {{ pop: Pop, remedies: import('../api/types.js').Floor['remedies'], opened: Set<string>, blocked: string, me: string | undefined,
 *   toggle: (order: string) => void, open: (kind: string, line: Line) => void, refuse: (why: string) => void }} show
 */
export function orders({ pop, remedies, opened, blocked, me, toggle, open, refuse }) {
  if (!pop.orders.length) return html`<section><h2>${t('orders.title')}</h2><p class="muted">${t('orders.none')}</p></section>`;
  return html`<section data-testid="orders"><h2>${t('orders.title')}<span class="muted num">${pop.orders.length}</span></h2>
    ${pop.orders.map((order, i) => {
      const isOpen = opened.has(order.id) !== (i === 0); // the newest is open until it is closed
      return html`<div class="order" data-order=${order.number}>
        <button class="order-head" aria-expanded=${isOpen} @click=${() => toggle(order.id)}>${icon('down')}<b class="num">${order.number}</b>
          <span class="muted">${word(`order.${order.state}`, order.state)} · ${when(order.placed_at)} · ${count('orders.lines', order.lines.length)}</span></button>
        ${isOpen ? html`<ul class="lines">${order.lines.map((line) => lineRow(order, line))}</ul>` : nothing}</div>`;
    })}</section>`;

  /** @param {Order} order @param {Line} line */
  function lineRow(order, line) {
    return html`<li class="order-line" data-line=${line.id}><div class="row"><span>${line.quantity > 1 ? html`<b class="num">${line.quantity} ×</b> ` : nothing}${line.title}</span>
      <span class="num muted">${money(line.price_minor, order.currency)}</span></div>
      <div class="bar">${remedies.map((kind) => {
        const holders = holding(pop, line.id, kind.exclusion_group);
        const taken = holders.length > 0 && !freeUnits(pop, line, kind.exclusion_group).length;
        const mine = holders.find((one) => one.kind === kind.id);
        const why = taken ? t('orders.taken', { what: holders[0].kind_name, who: whoOf(holders[0], me) }) : blocked;
        return html`<button class="small" data-testid="remedy-${kind.id}-${line.position}" aria-disabled=${why !== ''} title=${why} aria-label=${why ? `${kind.name}. ${why}` : nothing}
          @click=${() => (why ? refuse(why) : open(kind.id, line))}>${taken && mine ? icon('check') : nothing}${kind.name}</button>`;
      })}</div></li>`;
  }
}
