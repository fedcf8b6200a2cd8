import { breaches, isAside, stillAside } from 'web/state/alerts.js';
import { same, test } from './test.js';

const queue = (more = {}) => ({ id: 'q', name: 'Q', waiting: 1, longest_ms: 10_000, answer_within_ms: 20_000, ...more });

test('a breach is an alert after five seconds, and ends when the wait is no longer near the limit', () => {
  const after = (known, longest_ms, now) => breaches(known, [queue({ longest_ms })], now);
  const short = after(new Map(), 44_000, 100_000);
  same(short.get('q'), { since: 96_000, shown: false });
  const long = after(short, 45_000, 101_000);
  same(long.get('q'), { since: 96_000, shown: true });
  same(after(long, 30_000, 102_000).get('q'), { since: 96_000, shown: true });
  same(after(long, 20_000, 103_000).size, 0);
  same(after(new Map(), 30_000, 104_000).size, 0);
});

test('a breach that a wall finds when it is opened is an alert at once', () => {
  same(breaches(new Map(), [queue({ longest_ms: 60_000 })], 5_000).get('q'), { since: -15_000, shown: true });
});

test('an alert is put aside for a time, or until it happens again', () => {
  const aside = { a: { until: 2_000 }, b: { seen: 1_500 } };
  same([isAside(aside, 'a', 1_999), isAside(aside, 'a', 2_000), isAside(aside, 'c', 0)], [true, false, false]);
  same([isAside(aside, 'b', 9_000, 1_500), isAside(aside, 'b', 9_000, 1_501), isAside(aside, 'b', 9_000)], [true, false, false]);
  same(Object.keys(stillAside(aside, 3_000)), ['b']);
  same(Object.keys(stillAside(aside, 3_601_500)), []);
});
