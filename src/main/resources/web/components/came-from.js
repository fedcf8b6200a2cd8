// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { t } from '../lib/text.js';

/** The number that rings: as it can be dialled, else as the carrier wrote it. @param {import('../api/types.js').Pop} pop */
export function number(pop) {
  const { from } = pop;
  const known = from ? (from.point ?? from.as_came) : pop.customer.contact_points.find((point) => point.kind === 'phone')?.value;
  const shown = known ?? (from ? t('offer.withheld') : '');
  return html`<span class="num" data-testid="offer-number" title=${shown}><bdi>${shown}</bdi></span>`;
}

/** The number that nobody can be known by: as the carrier wrote it, or that it is withheld. @param {import('../api/types.js').CameFrom | undefined} from */
export function asCame(from) {
  if (!from || from.point) return nothing;
  return html`<span class="num" data-testid="came-as">${icon('phone')}<span class="said" title=${from.as_came ?? ''}>${from.as_came
    ? html`<bdi>${from.as_came}</bdi> <small>${t('caller.as_came')}</small>`
    : t('caller.withheld')}</span></span>`;
}

/** What else the carrier said and could not be read, as it came; the number is shown above. @param {import('../api/types.js').CameFrom | undefined} from */
export function unread(from) {
  const fields = Object.entries(from?.unread ?? {}).filter(([field, text]) => !(field === 'from' && text === from?.as_came));
  if (!fields.length) return nothing;
  return html`<p class="muted points" data-testid="unread">${fields.map(([field, text]) => html`<span>${icon('warn')}<span class="said" title=${text}>${t(`caller.unread.${field}`)} <bdi>${text}</bdi></span></span>`)}</p>`;
}
