// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { yearOf } from '../lib/time.js';
import { languageName } from '../lib/language.js';
import { humanised, ofChannel, t, term } from '../lib/text.js';
import { initials } from './header.js';

/**
 * Who the customer is: name, contact points, language, local time.
 *
 * @param {{ pop: import('../api/types.js').Pop, segments: { id: string, name: string }[], contact: import('../state/desk.js').Contact | undefined, editing: boolean, asking: boolean, edit: () => void, ask: () => void }} show
 */
export function person({ pop, segments, contact, editing, asking, edit, ask }) {
  const { customer } = pop;
  const zone = customer.time_zone ?? pop.time_zone;
  return html`<section class="person"><span class="face large" aria-hidden="true">${customer.provisional ? icon('user') : initials(customer.name)}</span>
    <div><h1 data-testid="customer-name" data-customer=${customer.id}>${customer.name || ofChannel('offer.unknown_yet', contact?.channel)}</h1>
      <p class="muted points">${customer.contact_points.map((point) => html`<span class="num">${icon(point.kind === 'email' ? 'mail' : point.kind === 'visitor' ? 'chat' : 'phone')}${point.value}</span>`)}${pop.from ? asCame(pop.from) : nothing}
        ${zone ? html`<tandem-local-time .zone=${zone}></tandem-local-time>` : nothing}${customer.language ? html`<span>${icon('globe')}${languageName(customer.language)}</span>` : nothing}</p></div>
    ${contact ? html`<button class="quiet pen" id="edit-customer" data-testid="edit-customer" aria-expanded=${editing} aria-label=${t(customer.provisional ? 'customer.name_them' : 'customer.edit')} title=${t(customer.provisional ? 'customer.name_them' : 'customer.edit')} @click=${edit}>${icon('pen')}</button>` : nothing}
    <div class="tags">${customer.segment ? html`<span class="pill pause">${segments.find((one) => one.id === customer.segment)?.name ?? humanised(customer.segment)}</span>` : nothing}
      ${customer.provisional ? html`<span class="pill warn">${t('customer.new')}</span>` : customer.since ? html`<span class="muted">${t('customer.since', { year: yearOf(customer.since) })}</span>` : nothing}
      ${contact && !customer.provisional && !asking ? html`<button class="link" data-testid="not-them" @click=${ask}>${t('customer.not_them')}</button>` : nothing}</div>
  </section>`;
}

/** The number if it identifies no customer, and the unreadable fields, as the carrier sent them. @param {import('../api/types.js').CameFrom} from */
const asCame = ({ point, as_came: number = '', unread }) =>
  Object.entries(point ? unread : { number, ...unread }).map(([field, text]) => (field === 'from' && text === number ? nothing
    : html`<span data-testid=${`came-${field}`} title=${text}>${icon('phone')}${term('caller', text ? field : 'withheld')} <bdi>${text}</bdi></span>`));
