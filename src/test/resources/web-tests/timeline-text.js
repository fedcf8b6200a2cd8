import { rowOf, rows, tells } from 'web/components/timeline-text.js';
import { same, test } from './test.js';

const names = { agent: () => 'Ana', department: () => '', queue: () => 'Parcels', channel: () => undefined, line: () => undefined };
const ended = { case: 'new', case_number: 2, number: 2, at: '', contact: 'c', kind: 'outcome', agent: 'ana', body: { event: 'ended', how: 'handled', queue: 'parcels', outcome_name: 'Solved' } };
const identified = { case: 'new', case_number: 2, number: 1, at: '', contact: 'c', kind: 'identified', agent: 'ana', body: {} };
const arrived = { case: 'old', case_number: 1, number: 1, at: '', contact: 'c', kind: 'contact', body: { event: 'arrived', queue: 'parcels', channel: 'call' } };
const contacts = (entries, all = entries) => rows(entries, names, all).map((row) => [row.entry.kind, row.contact ?? '']);

test('the story of a call that turned out to be of somebody else opens where the call ended', () => {
  same(contacts([ended, identified]), [['outcome', ''], ['contact', 'c'], ['identified', '']]);
  same(contacts([ended, identified], [ended, identified, arrived]), [['outcome', ''], ['contact', 'c'], ['identified', '']]);
});

test('a call that is on two cases of a customer is one row of them all', () => {
  same(contacts([ended, identified, arrived]), [['outcome', ''], ['contact', 'c'], ['identified', '']]);
  same(contacts([arrived], [ended, identified, arrived]), [['contact', 'c']]);
});

test('a call that turned out to be of somebody else is not open at the first customer', () => {
  const gone = { ...arrived, number: 2, body: { event: 'identified', customer: 'eva' } };

  same(rows([gone, arrived], names).map(({ text, contact }) => [text, contact]), [['Call to Parcels, belongs to another customer', 'c']]);
});

test('an outcome beside its call has no second row of it', () => {
  const here = { ...arrived, case: 'new', number: 0 };
  same(contacts([ended], [ended, here]), [['outcome', '']]);
  same(contacts([ended, here]), [['outcome', ''], ['contact', 'c']]);
});

test('a hand-over to another department is a row of its own, with the departments and why', () => {
  const handedOver = { case: 'old', case_number: 1, number: 2, at: '', contact: 'c', kind: 'contact', department: 'shipping', body: { event: 'handed_over', queue: 'returns', from_department: 'shipping', to_department: 'service', cause: 'overflow' } };
  const all = rows([handedOver, arrived], { ...names, agent: () => '', department: (id) => ({ shipping: 'Shipping', service: 'Service' })[id] ?? '' });

  same(all.map(({ text, who, contact }) => [text, who, contact ?? '']), [
    ['Handed over from Shipping to Service', 'Moved: its queue was full · Shipping', ''],
    ['Call to Parcels, not finished yet', '', 'c'],
  ]);
});

test('what became of a remedy is told with its own reason, not with the one for which it was given', () => {
  const given = { case: 'old', case_number: 1, number: 3, at: '', kind: 'remedy', body: { event: 'given', kind_name: 'Refund', reason: 'broken' } };
  const returned = { ...given, number: 4, body: { ...given.body, event: 'returned', why: 'the money came back' } };
  same([rowOf(given, names).quote, rowOf(returned, names).quote], ['broken', 'the money came back']);
  same(rowOf({ ...given, body: { ...given.body, event: 'done' } }, names).quote, '');
});

test('words are found in what people read, whatever their case and accents, and in nothing else', () => {
  const note = { case: 'old', case_number: 1, number: 3, at: '', kind: 'note', body: { text: 'Zoë wants her SOCKS', key: 'secret' } };
  same(['zoe', 'socks  ZOË', 'shoes', 'secret', 'text'].map((words) => tells(note, words)), [true, true, false, false, false]);
});
