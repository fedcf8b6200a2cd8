import { next, whatFor, who, whyNext, whyRings, whyWaits } from 'web/state/queue.js';
import { same, test } from './test.js';

const row = (more = {}) => ({ contact: 'c', state: 'queued', head_start_ms: 0, overtakes: 0, passed: [], waited_ms: 1, since_ms: 1, ...more });
const crew = (ready, busy = 0, wrap_up = 0) => ({ ready, busy, wrap_up });

test('the next is the first who rings nowhere and waits for nobody alone', () => {
  const rows = [row({ contact: 'a', state: 'offered' }), row({ contact: 'b', assigned: { id: 'tom', name: 'Tom' } }), row({ contact: 'c' }), row({ contact: 'd' })];
  same(next(rows)?.contact, 'c');
  same(next(rows.slice(0, 2)), undefined);
});

test('the next one has waited longest, or has a head start that is named', () => {
  same(whyNext(row()), 'Comes next: nobody who waits for any agent of this queue has waited longer.');
  same(whyNext(row({ head_start_ms: 60_000, overtakes: 2 })), 'Comes next: a head start of 1:00 puts this customer before 2 who have waited longer.');
});

test('it is said why nobody has been offered a contact', () => {
  same(whyWaits(row(), crew(0, 3, 1)), 'No agent who can take it is ready: 3 busy, 1 in wrap-up.');
  same(whyWaits(row(), crew(0)), 'No agent who can take it is logged in and working.');
  same(whyWaits(row({ passed: [{ id: 'a', name: 'Ana' }, { id: 'b', name: 'Ben' }] }), crew(2)), 'Ana, Ben declined or missed it. It is offered to them again after a pause.');
  same(whyWaits(row({ assigned: { id: 'a', name: 'Ana' } }), crew(2)), 'Waits for Ana alone, to whom it was given.');
  same(whyWaits(row({ assigned: { id: 'a', name: 'Ana', left_ms: 90_000 } }), crew(2)), 'Waits for Ana alone for 1:30 more: they had the last contact of this conversation.');
});

test('it is said why a contact rings at an agent', () => {
  const why = { strategy: 'longest_idle', idle_ms: 200_000, proficiency: 5, able: 2, last_agent: false, runner_up: { id: 'b', name: 'Ben' } };
  same(whyRings({ id: 'a', name: 'Ana', why }), 'Ana had been free longest: 3:20; 2 agents could take it. Ben would be asked next.');
  same(whyRings({ id: 'a', name: 'Ana', why: { ...why, strategy: 'most_skilled', able: 1, runner_up: undefined } }), 'Ana is the most skilled: free for 3:20; 1 agent could take it.');
  same(whyRings({ id: 'a', name: 'Ana', why: { ...why, last_agent: true } }), 'Ana is asked first: they had the last contact of this conversation.');
});

test('a contact is called by the name of its customer, else by the number', () => {
  same([who(row({ customer_name: 'Jan', from: '+31' })), who(row({ from: '+31' })), who(row())], ['Jan', '+31', 'Unknown caller, number withheld']);
  same([whatFor(row({ subject: 'My lamp', line: 'Hi' })), whatFor(row({ line: 'Hi' })), whatFor(row())], ['My lamp', 'Hi', undefined]);
});
