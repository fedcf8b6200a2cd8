// @ts-check
import { html } from 'lit';
import { icon } from '../lib/icons.js';
import { nameWithin, rich, t } from '../lib/text.js';
import { objectOf } from './remedy-text.js';
import './timer.js';

/**
 * "Being given now": the remedies for which a colleague has a form open.
 *
 * @typedef {import('../state/desk.js').Claim} Claim
 * @typedef {import('../api/types.js').Pop} Pop
 */

/** @param {Pop} pop @param {Claim} claim */
const holes = (pop, claim) => ({
  who: claim.department_name ? `${claim.agent_name} (${claim.department_name})` : claim.agent_name,
  what: nameWithin(claim.kind_name),
  object: objectOf(pop, { order_line: claim.order_line, units: claim.units }),
});

/** @param {Pop} pop @param {Claim} claim */
export const claimText = (pop, claim) => t('claim.strip', holes(pop, claim));

/** @param {Pop} pop @param {Claim[]} claims */
export const claimStrip = (pop, claims) => claims.map((claim) => html`<p class="claim" data-testid="claim" data-agent=${claim.agent}>${icon('clock')}
  <span>${rich('claim.since', { what: claimText(pop, claim), ago: html`<tandem-timer class="num" .words=${true} .since=${claim.since}></tandem-timer>` })}</span></p>`);
