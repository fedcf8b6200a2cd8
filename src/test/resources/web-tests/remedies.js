import { alreadyGiven, changed, claimsOf, currencyOf, freeUnits, moneyLeft, mostFor, openAgain, revocableFor } from 'web/state/remedies.js';
import { kinds, pop, remedy } from './samples.js';
import { same, test } from './test.js';

const DAY = 24 * 3_600_000;
const form = (more = {}) => ({ kind: 'refund', line: undefined, units: [], amount: '', reason: '', key: 'k', ...more });
const socks = pop().orders[0].lines[0];

test('a unit is free unless a live remedy of the same group holds it', () => {
  const given = pop({ remedies: [remedy({ units: [1, 2] }), remedy({ id: 'x', units: [3], state: 'revoked' }), remedy({ id: 'y', units: [4], exclusion_group: 'repair' })] });
  same(freeUnits(given, socks, 'make_good').slice(0, 2), [3, 4]);
  same(freeUnits(given, { ...socks, quantity: 1 }, 'make_good'), []);
});

test('a number of pieces that is typed chooses that many free ones, and one that cannot be chooses none', () => {
  const given = pop({ remedies: [remedy({ units: [2] })] });
  const open = form({ line: 'socks', units: [1] });
  same(changed(given, kinds, open, { count: '3' }).units, [1, 3, 4]);
  for (const count of ['0', '12', '1.5', '', 'two']) same(changed(given, kinds, open, { count }).units, []);
});

test('another item begins with one piece and forgets the number that was typed', () => {
  const next = changed(pop(), kinds, form({ line: 'socks', units: [1, 2], count: '2' }), { line: 'shoes' });
  same([next.units, next.count], [[1], undefined]);
});

test('the amount follows the pieces until somebody types another one', () => {
  const open = changed(pop(), kinds, form(), { line: 'socks' });
  same(open.amount, '5.00');
  same(changed(pop(), kinds, open, { count: '3' }).amount, '15.00');
  const typed = changed(pop(), kinds, open, { amount: '4.00' });
  same(changed(pop(), kinds, typed, { count: '3' }).amount, '4.00');
});

test('another kind keeps the pieces that are free for it', () => {
  const open = form({ kind: 'replacement', line: 'socks', units: [3, 4] });
  same(changed(pop(), kinds, open, { kind: 'refund' }).units, [3, 4]);
  same(changed(pop({ remedies: [remedy({ units: [3] })] }), kinds, open, { kind: 'refund' }).units, [1]);
});

test('money for a line is never more than its price or what was paid and not given', () => {
  const [order] = pop().orders;
  same(moneyLeft(pop(), { order, line: socks }, [1, 2]), { most: 1_000, usual: 1_000 });
  same(moneyLeft(pop(), { order: { ...order, paid_minor: 700 }, line: socks }, [1, 2]), { most: 700, usual: 700 });
  same(moneyLeft(pop(), { order, line: socks }, []), { most: 0, usual: 0 });
});

test('money without an item is limited by the kind less what the case has got', () => {
  const got = pop({ remedies: [remedy({ order_line: undefined, amount_minor: 1_000, currency: 'EUR' })] });
  same([mostFor(pop(), kinds[1], form(), 'case'), mostFor(got, kinds[1], form(), 'case'), mostFor(got, kinds[1], form(), 'other')], [2_500, 1_500, 2_500]);
});

test('a given remedy may be taken back by its giver for the time of its kind, and by a supervisor always', () => {
  const mine = remedy({ agent: 'bram' });
  const desk = { floor: { remedies: kinds }, me: { id: 'bram' } };
  const left = (one, now = 0) => revocableFor(one, desk, false, now);
  same([left(mine), left(mine, 299_000), left(mine, 300_000)], [300_000, 1_000, 0]);
  same([left(remedy({ agent: 'ana' })), left(remedy()), left({ ...mine, kind: 'refund' }), left({ ...mine, state: 'done' })], [0, 0, 0, 0]);
  same([revocableFor(mine, desk, true, 1e12), revocableFor({ ...mine, state: 'done' }, desk, true, 0)], [Infinity, 0]);
});

test('the currency is that of the order, and without an item one in which the kind may be given', () => {
  same(currencyOf(pop(), kinds[1], 'socks'), 'EUR');
  same(currencyOf(pop({ orders: [] }), { ...kinds[1], most: { CHF: 1 } }, undefined), 'CHF');
  same(currencyOf(pop(), { ...kinds[1], most: { CHF: 1 } }, undefined), 'CHF');
});

test('what must be known first is what is live on this case or was given within a month, the newest first', () => {
  const given = pop({
    remedies: [
      remedy({ id: 'here', given_at: new Date(0).toISOString() }),
      remedy({ id: 'lately', case: 'other', given_at: new Date(80 * DAY).toISOString() }),
      remedy({ id: 'long ago', case: 'other' }),
      remedy({ id: 'over', state: 'failed' }),
    ],
  });
  same(alreadyGiven(given, 'case', 90 * DAY).map((one) => one.id), ['lately', 'here']);
});

test('a remedy that failed opens its action again until another takes its place', () => {
  const failed = remedy({ state: 'failed' });
  same(openAgain(pop({ remedies: [failed] }), 'case', 0).map((one) => one.id), ['r']);
  same(openAgain(pop({ remedies: [failed, remedy({ id: 'second' })] }), 'case', 0), []);
});

test('a claim of a colleague is shown until it runs out, is mine or has become a remedy', () => {
  const claim = { agent: 'daan', order_line: 'socks', units: [1], exclusion_group: 'make_good', until: 100 };
  const desk = { me: { id: 'bram' }, claims: { ana: [claim, { ...claim, agent: 'bram' }] } };
  same(claimsOf(desk, pop(), 50).map((one) => one.agent), ['daan']);
  same(claimsOf(desk, pop(), 100), []);
  same(claimsOf(desk, pop({ remedies: [remedy()] }), 50), []);
});
