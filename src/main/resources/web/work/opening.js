// @ts-check
import { call } from '../api/http.js';
import { say } from '../lib/part.js';
import { t } from '../lib/text.js';

/**
 * Opens a case, and switches the contact to it if it is about it. A repeat with the same key opens no second case.
 * @param {import('../pages/agent.js').AgentPage} page
 * @param {import('../components/new-case.js').NewCaseForm & { done: () => void }} form
 */
export async function openCase({ store, acts }, { contact, customer, kind, subject, about, key, done }) {
  const name = `new case ${contact}`;
  if (acts.of(name).busy) return;
  let number = 0;
  const opened = await acts.run(name, t('new_case.sending'), async (waits) => {
    const file = await store.untilAnswered(() => call('POST', '/cases', { customer, kind, subject: subject.trim() }, { 'Idempotency-Key': key }), waits);
    number = file.number;
    if (about) await store.untilAnswered(() => call('PUT', `/contacts/${contact}/case`, { case: file.id }), waits);
  });
  if (!opened) return;
  done();
  say('polite', t('new_case.opened', { number }));
}
