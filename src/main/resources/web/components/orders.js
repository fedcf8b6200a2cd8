// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { money } from '../lib/money.js';
import { when } from '../lib/time.js';
import { count, t, word } from '../lib/text.js';
import { isLive, obstacle } from '../state/remedies.js';
import { obstacleText, whatOf, whoOf } from './remedy-text.js';

/**
 * The orders, with the remedies that may be given for each line.
 *
 * @typedef {import('../api/types.js').Pop} Pop
 * @typedef {import('../api/types.js').Order} Order
 * @typedef {import('../api/types.js').Line} Line
 * @typedef {import('../state/remedies.js').Kind} Kind
 */

/**
 * @param {{ pop: Pop, remedies: import('../api/types.js').Floor['remedies'], opened: Set<string>, blocked: string, me: string | undefined, caseId: string | undefined,
 *   toggle: (order: string) => void, open: (kind: string, line: Line) => void, refuse: (why: string) => void }} show
 */
export function orders({ pop, remedies, opened, blocked, me, caseId, toggle, open, refuse }) {
  if (!pop.orders.length) return html`<section><h2>${t('orders.title')}</h2><p class="muted">${t('orders.none')}</p></section>`;
  return html`<section data-testid="orders"><h2>${t('orders.title')}<span class="muted num">${pop.orders.length}</span></h2>
    ${pop.orders.map((order, i) => {
      const isOpen = opened.has(order.id) !== (i === 0); // the newest order is open at first
      return html`<div class="order" data-order=${order.number}>
        <button class="order-head" aria-expanded=${isOpen} @click=${() => toggle(order.id)}>${icon('down')}<b class="num">${order.number}</b>
          <span class="muted">${word(`order.${order.state}`, order.state)} · ${when(order.placed_at)} · ${count('orders.lines', order.lines.filter((line) => !line.gone).length)}</span></button>
        ${isOpen ? html`<ul class="lines">${order.lines.map((line) => lineRow(order, line))}</ul>` : nothing}</div>`;
    })}</section>`;

  /** @param {Order} order @param {Line} line */
  function lineRow(order, line) {
    const offered = line.gone ? [] : remedies.map((kind) => ({ kind, obstacle: obstacle(pop, kind, { order, line }, caseId) }));
    return html`<li class="order-line ${line.gone ? 'gone' : ''}" data-line=${line.id}><div class="row"><span>${line.quantity > 1 ? html`<b class="num">${line.quantity} ×</b> ` : nothing}${line.title}</span>
      <span class="num muted">${money(line.price_minor, order.currency)}</span></div>
      ${line.gone ? html`<p class="muted">${icon('warn')} ${t('orders.gone')}</p>` : nothing}
      ${given(line)}
      ${line.gone ? nothing : html`<div class="bar">${offered.map(({ kind, obstacle: found }) => {
        const why = found ? obstacleText(found, order, me) : blocked;
        return html`<button class="small" data-testid="remedy-${kind.id}-${line.position}" aria-disabled=${why !== ''} title=${why} aria-label=${why ? `${kind.name}. ${why}` : nothing}
          @click=${() => (why ? refuse(why) : open(kind.id, line))}>${found?.holder?.kind === kind.id ? icon('check') : nothing}${kind.name}</button>`;
      })}</div>`}
      ${reasons(order, offered)}</li>`;
  }

  /** The remedies of the line, if its buttons do not show all of them. @param {Line} line */
  function given(line) {
    const got = pop.remedies.filter((one) => one.order_line === line.id && (line.gone || (line.quantity > 1 && isLive(one))));
    return got.length ? html`<ul class="got" data-testid="got-${line.position}">${got.map((one) => html`<li>${icon(isLive(one) ? 'check' : 'dot')}<span>${line.quantity > 1 ? t('orders.got', { what: whatOf(one), n: one.units.length, of: line.quantity }) : whatOf(one)}</span>
      <small class="muted">${word(`remedy_state.${one.state}`, one.state)} · ${whoOf(one, me)}</small></li>`)}</ul>` : nothing;
  }

  /** Why some kinds may not be given for this line; each reason is there once. The card above shows a colleague's remedy. @param {Order} order @param {{ kind: Kind, obstacle: import('../state/remedies.js').Obstacle | undefined }[]} offered */
  function reasons(order, offered) {
    /** @type {Map<string, string[]>} */
    const kinds = new Map();
    for (const { kind, obstacle: found } of offered) {
      if (!found || found.holder) continue;
      const why = obstacleText(found, order, me);
      kinds.set(why, [...(kinds.get(why) ?? []), kind.name]);
    }
    return [...kinds].map(([why, names]) => html`<p class="muted why-not">${t('orders.not_now', { kinds: names.join(', '), why })}</p>`);
  }
}
