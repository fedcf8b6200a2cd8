import { rows } from '/web/components/timeline-text.js';
import { same, test } from './test.js';

const names = { agent: () => 'Ana', department: () => '', queue: () => 'Parcels', line: () => undefined };
const ended = { case: 'new', case_number: 2, number: 2, at: '', contact: 'c', kind: 'outcome', agent: 'ana', body: { event: 'ended', how: 'handled', queue: 'parcels', outcome_name: 'Solved' } };
const identified = { case: 'new', case_number: 2, number: 1, at: '', contact: 'c', kind: 'identified', agent: 'ana', body: {} };
const arrived = { case: 'old', case_number: 1, number: 1, at: '', contact: 'c', kind: 'contact', body: { event: 'arrived', queue: 'parcels' } };
const calls = (entries, all = entries) => rows(entries, names, all).map((row) => [row.entry.kind, row.call ?? '']);

test('the story of a call that turned out to be of somebody else opens where the call ended', () => {
  same(calls([ended, identified]), [['outcome', ''], ['contact', 'c'], ['identified', '']]);
  same(calls([ended, identified], [ended, identified, arrived]), [['outcome', ''], ['contact', 'c'], ['identified', '']]);
});

test('a call that is on two cases of a customer is one row of them all', () => {
  same(calls([ended, identified, arrived]), [['outcome', ''], ['contact', 'c'], ['identified', '']]);
  same(calls([arrived], [ended, identified, arrived]), [['contact', 'c']]);
});

test('a call that turned out to be of somebody else is not open at the first customer', () => {
  const gone = { ...arrived, number: 2, body: { event: 'identified', customer: 'eva' } };

  same(rows([gone, arrived], names).map(({ text, call }) => [text, call]), [['Call to Parcels, of another customer', 'c']]);
});

test('an outcome beside its call has no second row of it', () => {
  const here = { ...arrived, case: 'new', number: 0 };
  same(calls([ended], [ended, here]), [['outcome', '']]);
  same(calls([ended, here]), [['outcome', ''], ['contact', 'c']]);
});

test('a hand-over to another department is a row of its own, with the departments and why', () => {
  const handedOver = { case: 'old', case_number: 1, number: 2, at: '', contact: 'c', kind: 'contact', department: 'shipping', body: { event: 'handed_over', queue: 'returns', from_department: 'shipping', to_department: 'service', cause: 'overflow' } };
  const all = rows([handedOver, arrived], { ...names, agent: () => '', department: (id) => ({ shipping: 'Shipping', service: 'Service' })[id] ?? '' });

  same(all.map(({ text, who, call }) => [text, who, call ?? '']), [
    ['Handed over from Shipping to Service', 'Moved: its queue was full · Shipping', ''],
    ['Call to Parcels, not finished yet', '', 'c'],
  ]);
});
