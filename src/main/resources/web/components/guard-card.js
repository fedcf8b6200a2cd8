// @ts-check
import { html, nothing } from 'lit';
import { icon } from '../lib/icons.js';
import { serverNow } from '../lib/server-time.js';
import { ago } from '../lib/time.js';
import { rich, t, term, within } from '../lib/text.js';
import './timer.js';
import { objectOf, whatOf, whoOf } from './remedy-text.js';

/**
 * "Already taken care of": the remedies that were given before. The card is not modal and not red, and it changes no typed text.
 *
 * @typedef {import('../api/types.js').Remedy} Remedy
 * @typedef {import('../api/types.js').Pop} Pop
 */

/**
 * @param {{ pop: Pop, given: Remedy[], again: Remedy[], me: string | undefined,
 *   collision: { remedy: Remedy, ahead: number | undefined } | undefined,
 *   tell: (remedy: Remedy) => void, different: (remedy: Remedy) => void,
 *   left: (remedy: Remedy) => number, revoke: (remedy: Remedy) => void }} show `left` is the time in which this person may take it back
 */
export function guardCard({ pop, given, again, me, collision, tell, different, left, revoke }) {
  const remedy = collision?.remedy ?? given[0];
  if (!remedy) return again.length ? neutral(pop, again[0]) : undefined;
  const others = given.filter((one) => one.id !== remedy.id);
  const back = (/** @type {Remedy} */ one) => {
    const ms = left(one);
    return ms ? html`<button class="small" data-testid="revoke" @click=${() => revoke(one)}>${t('guard.revoke')}${ms < Infinity ? html` <tandem-timer class="num" .until=${performance.now() + ms}></tandem-timer>` : nothing}</button>` : nothing;
  };
  const facts = [term('remedy_state', remedy.state), remedy.tracking && t('guard.tracking', { tracking: remedy.tracking }), remedy.reason && `“${remedy.reason}”`];
  return html`<div class="guard ${collision ? 'fresh' : ''}" role="region" aria-labelledby="guard-title" data-testid="guard-card" data-remedy=${remedy.id}>
    <strong id="guard-title">${icon('shield')}${t('guard.title')}</strong>
    ${collision ? html`<p class="ahead"><b>${aheadText(collision, me)}</b> ${t('guard.once')}</p>` : nothing}
    <p>${rich('guard.sentence', { what: html`<b>${whatOf(remedy)}</b>`, object: objectOf(pop, remedy), who: html`<b>${whoOf(remedy, me)}</b>`, ago: ago(serverNow() - Date.parse(remedy.given_at)) })}</p>
    <p class="muted">${facts.filter(Boolean).join(' · ')}</p>
    <div class="bar"><button class="pri teal" data-testid="tell-customer" @click=${() => tell(remedy)}>${t('guard.tell')}</button>
      <button data-testid="different-item" @click=${() => different(remedy)}>${t('guard.different')}</button>${back(remedy)}</div>
    ${others.length ? html`<ul class="others">${others.map((one) => html`<li>${icon('check')}<span>${whatOf(one)}, ${objectOf(pop, one)}</span><small class="muted">${whoOf(one, me)}, ${ago(serverNow() - Date.parse(one.given_at))}</small>${back(one)}</li>`)}</ul>` : nothing}
  </div>`;
}

/** @param {{ remedy: Remedy, ahead: number | undefined }} collision @param {string | undefined} me */
export function aheadText({ remedy, ahead }, me) {
  if (remedy.agent === me) return t('ahead.you', { ago: ago(ahead ?? 0) });
  const name = remedy.agent_name ?? remedy.recorded_by ?? t('guard.Somebody');
  if (ahead === undefined || ahead < 1000) return t('ahead.moment', { name });
  if (ahead < 120_000) return t('ahead.seconds', { name, n: Math.round(ahead / 1000) });
  return t('ahead.long', { name, ago: ago(ahead) });
}

/** @param {Pop} pop @param {Remedy} remedy */
const neutral = (pop, remedy) => html`<div class="guard neutral" role="region" aria-labelledby="guard-title" data-testid="guard-open">
  <strong id="guard-title">${icon('link')}${t('guard.open_again')}</strong>
  <p>${t('guard.gave_up', { what: whatOf(remedy), object: objectOf(pop, remedy), state: within(term('remedy_state', remedy.state)) })}</p></div>`;
