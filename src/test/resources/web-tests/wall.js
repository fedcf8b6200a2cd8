import { abandonRate, byChannel, byState, leavable, later, levelTone, onFloor, slowest, waitTone, worst } from 'web/state/wall.js';
import { same, test } from './test.js';

const queue = (more = {}) => ({ id: 'q', name: 'Q', waiting: 1, longest_ms: 10_000, answer_within_ms: 20_000, offered: 0, answered: 0, abandoned: 0, short_abandoned: 0, ...more });
const agent = (name, state) => ({ id: name, name, state, since_ms: 1_000, work: [{ since_ms: 7 }] });

test('time that passes without news makes everybody wait longer and nobody else', () => {
  const board = { queues: [queue(), queue({ waiting: 0, longest_ms: undefined })], agents: [agent('Ana', 'ready')], alerts: [{ since_ms: 5, last_ms: 1 }], totals: {}, channels: [{ waiting: 1, longest_ms: 3 }, { waiting: 0, longest_ms: 0 }] };
  const then = later(board, 500);
  same(then.queues.map((one) => one.longest_ms), [10_500, undefined]);
  same([then.agents[0].since_ms, then.alerts[0]], [1_500, { since_ms: 505, last_ms: 501 }]);
  same([then.agents[0].work[0].since_ms, then.channels.map((one) => one.longest_ms)], [507, [503, 0]]);
  same(board.queues[0].longest_ms, 10_000);
});

test('a wait warns after what was promised and is a breach after twice that', () => {
  same([20_000, 20_001, 40_000, 40_001].map((longest_ms) => waitTone(queue({ longest_ms }))), ['', 'warn', 'warn', 'breach']);
  same(waitTone(queue({ waiting: 0, longest_ms: 90_000 })), '');
});

test('a service level warns below 80 % and is a breach below 70 %, and none says nothing', () => {
  same([0.8, 0.79, 0.7, 0.69, undefined, null].map(levelTone), ['', 'warn', 'warn', 'breach', '', '']);
  same([worst(['', 'warn', 'breach']), worst(['warn', '']), worst([])], ['breach', 'warn', '']);
});

test('the slowest queue is the one whose caller waits longest, if anybody waits', () => {
  same(slowest([queue({ id: 'a' }), queue({ id: 'b', longest_ms: 11_000 }), queue({ id: 'c', waiting: 0, longest_ms: 99_000 })]).id, 'b');
  same(slowest([queue({ waiting: 0 })]), undefined);
});

test('a short abandon counts neither as abandoned nor as offered', () => {
  same([abandonRate(queue({ offered: 11, abandoned: 3, short_abandoned: 1 })), abandonRate(queue({ offered: 1, abandoned: 1, short_abandoned: 1 }))], [0.2, undefined]);
});

test('agents stand in the order of their names, and those who are offline are only counted', () => {
  const agents = [agent('Tom', 'ready'), agent('Ana', 'busy'), agent('Eva', 'offline')];
  same(onFloor(agents).map((one) => one.name), ['Ana', 'Tom']);
  same(byState(agents), { offered: 0, busy: 1, wrap_up: 0, ready: 1, not_ready: 0, offline: 1 });
});

test('only customers who can leave count in the abandon rate', () => {
  const queues = [queue({ can_leave: true, offered: 10, abandoned: 2 }), queue({ can_leave: false, offered: 90 })];
  same(abandonRate(leavable(queues)), 0.2);
  same(abandonRate(leavable([queue({ can_leave: false, offered: 90 })])), undefined);
});

test('who waits is counted by channel, in the order of the channels', () => {
  same(byChannel([queue({ channel: 'email', waiting: 2 }), queue({ channel: 'call', waiting: 1 }), queue({ channel: 'email', waiting: 3 })]), [['call', 1], ['email', 5]]);
});
