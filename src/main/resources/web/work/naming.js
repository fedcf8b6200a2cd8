// @ts-check
import { call, Problem } from '../api/http.js';
import { say } from '../lib/part.js';
import { t } from '../lib/text.js';
import { changes, conflicts } from '../state/person.js';

/** Every write to a customer's history makes a new version, so the first try may be one behind. */
const TRIES_MAX = 5;

/**
 * Saves what an agent has changed of a customer, and only that. If somebody else has changed the same, nothing is saved and the form shows both.
 * @param {import('../pages/agent.js').AgentPage} page
 * @param {{ contact: string, customer: string, form: import('../state/person.js').Form, done: () => void }} asked
 */
export async function saveCustomer({ store, acts }, { contact, customer, form, done }) {
  const name = `person ${contact}`;
  if (acts.of(name).busy) return;
  const saved = await acts.run(name, t('person.saving'), async (waits) => {
    for (let tries = 1; ; tries++) {
      const known = store.desk.pops[contact]?.customer;
      if (known?.id !== customer) throw new Problem({ status: 409, title: t('person.gone') });
      if (conflicts(form, known).length) throw new Problem({ status: 412, title: t('person.decide') });
      const body = changes(form, known);
      if (!Object.keys(body).length) return;
      try {
        await store.untilAnswered(() => call('PATCH', `/customers/${customer}`, body, { 'If-Match': `"${known.version}"` }), waits);
        return;
      } catch (problem) {
        if (/** @type {Problem} */ (problem).status !== 412 || tries === TRIES_MAX) throw problem;
        await store.refresh(contact, customer);
      }
    }
  });
  if (!saved) return;
  store.refresh(contact, customer).catch(() => {}); // the news of it comes by the socket too
  done();
  say('polite', t('person.saved'));
}
