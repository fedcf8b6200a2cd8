import { Problem } from 'web/api/http.js';
import { serverNow, serverTold } from 'web/lib/server-time.js';
import { DeskStore } from 'web/state/desk-store.js';
import { contact, offer, pop, remedy, snapshot } from './samples.js';
import { holds, same, test, until } from './test.js';

/** A store whose line and whose server are here. @param {(store: DeskStore, line: any) => unknown} body @param {(path: string) => any} [answer] */
async function desk(body, answer = () => ({ agents: [] })) {
  sessionStorage.clear();
  const real = { fetch: window.fetch, WebSocket: window.WebSocket };
  /** @type {any} */
  const line = { said: [], paths: [], sockets: [], seq: 0 };
  window.WebSocket = class {
    constructor() {
      line.sockets.push(this);
    }

    send(text) {
      line.said.push(JSON.parse(text));
    }

    close() {}
  };
  window.fetch = async (path) => {
    line.paths.push(path);
    return new Response(JSON.stringify(answer(path)), { headers: { 'Content-Type': 'application/json' } });
  };
  line.hears = (/** @type {object} */ message) => line.sockets.at(-1).onmessage({ data: JSON.stringify(message) });
  line.news = (/** @type {object} */ message) => line.hears({ seq: ++line.seq, ...message });
  const store = new DeskStore();
  store.start();
  try {
    line.sockets[0].onopen();
    line.hears(snapshot());
    await body(store, line);
  } finally {
    store.stop();
    Object.assign(window, real);
  }
}

/** The timers that something sets and clears; none of them runs by itself. @param {() => void} body */
function timers(body) {
  const { setTimeout, clearTimeout } = window;
  /** @type {{ id: number, run: () => void, ms: number }[]} */
  const set = [];
  /** @type {number[]} */
  const cleared = [];
  Object.assign(window, {
    setTimeout: (/** @type {() => void} */ run, /** @type {number} */ ms) => {
      const id = 1_000_000 + Math.round(Math.random() * 1_000_000_000);
      set.push({ id, run, ms });
      return id;
    },
    clearTimeout: (/** @type {number | undefined} */ id) => id && cleared.push(id),
  });
  try {
    body();
  } finally {
    Object.assign(window, { setTimeout, clearTimeout });
  }
  return { set, cleared };
}

test('the desk says hello, and with the snapshot its line is live', () => desk((store, line) => {
  same(line.said[0], { type: 'hello' });
  same([store.line.state, store.desk.me.name], ['live', 'Bram Visser']);
}));

test('every message tells the page once that something changed', () => desk((store, line) => {
  let told = 0;
  store.subscribe(() => told++);
  line.news({ type: 'offer.created', offer: offer() });
  same([told, store.desk.offers.length], [1, 1]);
}));

test('a message that comes twice changes nothing the second time', () => desk((store, line) => {
  line.news({ type: 'offer.created', offer: offer() });
  line.hears({ seq: 1, type: 'offer.closed', offer: 'c1/1', why: 'expired' });
  same(store.desk.offers.length, 1);
}));

test('after a missing message the desk starts over with a snapshot', () => desk((store, line) => {
  line.hears({ seq: 5, type: 'offer.created', offer: offer() });
  same([line.sockets.length, store.desk.offers.length], [2, 0]);
  line.sockets[1].onopen();
  same(line.said.at(-1), { type: 'hello' });
}));

test('a command is answered by its number, and a refusal is a problem', () => desk(async (store, line) => {
  const held = store.command('hold', { contact: 'c1' });
  const refused = store.command('accept', { offer: 'c1/1' });
  const [hold, accept] = line.said.slice(-2);
  same([hold.do, hold.contact, accept.do, accept.offer], ['hold', 'c1', 'accept', 'c1/1']);
  line.hears({ re: accept.id, problem: { status: 409, title: 'gone', detail: 'The offer is gone' } });
  line.hears({ re: hold.id, ok: {} });
  same(await held, {});
  const problem = await refused.catch((/** @type {Problem} */ no) => no);
  same([problem.status, problem.message], [409, 'The offer is gone']);
}));

test('commands that were too many for a second are sent again after a pause, in order, and those after them too', () => desk(async (store, line) => {
  const first = store.command('accept', { offer: 'c1/1' });
  const { id } = line.said.at(-1);
  line.hears({ re: id, problem: { status: 429, title: 'too many', detail: 'at most 20 commands a second' } });
  const second = store.command('hold', { contact: 'c1' });
  same(line.said.at(-1).id, id);
  const before = line.said.length;
  await until(() => line.said.length > before);
  const [again, hold] = line.said.slice(before);
  same([again.id, again.do, hold.do], [id, 'accept', 'hold']);
  line.hears({ re: id, ok: {} });
  line.hears({ re: hold.id, ok: {} });
  same([await first, await second], [{}, {}]);
}));

test('the story of a contact is forgotten when its customer has left the desk, though others are there', () => desk(async (store, line) => {
  line.news({ type: 'contact.changed', contact: contact('connected', { pop: pop({ timeline: [{ case: 'k1', number: 1, contact: 'c0', kind: 'contact', body: {} }] }) }) });
  line.news({ type: 'contact.changed', contact: contact('connected', { id: 'c2', pop: pop({ customer: { ...pop().customer, id: 'ben' } }) }) });
  store.openStory('c0');
  await until(() => store.stories.c0?.state === 'all');
  line.news({ type: 'contact.changed', contact: contact('closed', { id: 'c2' }) });
  same(Object.keys(store.stories), ['c0']);
  line.news({ type: 'contact.changed', contact: contact('connected', { id: 'c2', pop: pop({ customer: { ...pop().customer, id: 'ben' } }) }) });
  line.news({ type: 'contact.changed', contact: contact('closed') });
  same(Object.keys(store.stories), []);
}, (path) => (path.includes('story') ? { events: [] } : { agents: [] })));

test('a command that was not answered is sent again after a break, under the same number', () => desk(async (store, line) => {
  const sent = store.command('ready');
  const { id } = line.said.at(-1);
  line.sockets[0].onclose();
  await until(() => store.line.state === 'lost');
  await until(() => line.sockets.length === 2 || void window.dispatchEvent(new Event('online')));
  line.sockets[1].onopen();
  same(line.said.at(-1), { type: 'hello', resume: { session: 's', seq: 0 } });
  line.hears({ type: 'resumed', seq: 0 });
  same([line.said.at(-1).id, store.line.state], [id, 'live']);
  line.hears({ re: id, ok: {} });
  await sent;
}, (path) => (path.endsWith('/me') ? { agent: 'bram' } : { agents: [] })));

test('a command says when the agent gave it, by the clock of the server, also when it is sent again', () => desk((store, line) => {
  line.hears({ ...snapshot(), now: '2031-03-02T09:00:00Z' });
  const before = serverNow();
  store.command('hold', { contact: 'c1' });
  const { asked_at } = line.said.at(-1);
  holds(Date.parse(asked_at) >= Math.floor(before) && Date.parse(asked_at) <= serverNow(), `now, not ${asked_at}`);
  line.hears({ type: 'alive', now: '2031-03-02T08:59:00Z' }); // it took a minute
  line.hears({ type: 'resumed', session: 's', seq: 0, now: '2031-03-02T10:00:00Z' }); // of a node whose clock is ahead
  same(line.said.at(-1).do, 'hold');
  holds(Math.abs(Date.parse(line.said.at(-1).asked_at) - Date.parse('2031-03-02T10:00:00Z')) < 5_000, 'by the clock of the node that hears it');
}).finally(() => serverTold(new Date().toISOString(), performance.now())));

test('a command that waits too long for a line is not sent later, and an answer to an offer is', () => desk(async (store, line) => {
  line.sockets[0].onclose();
  await until(() => store.line.state === 'lost');
  /** @type {Promise<any>} */
  let refused = Promise.resolve();
  /** @type {Promise<any>} */
  let accepted = Promise.resolve();
  const { set } = timers(() => {
    refused = store.command('hold', { contact: 'c1' }).catch((/** @type {Problem} */ no) => no.message);
    accepted = store.command('accept', { offer: 'c1/1' });
  });
  same(set.map((one) => one.ms), [5_000]);
  set[0].run();
  holds((await refused).startsWith('Not carried out'), 'the agent is told');
  await until(() => line.sockets.length > 1 || void window.dispatchEvent(new Event('online')));
  line.sockets.at(-1).onopen();
  line.hears({ type: 'resumed', session: 's', seq: 0 });
  const sent = line.said.filter((/** @type {any} */ one) => one.do);
  same(sent.map((/** @type {any} */ one) => one.do), ['accept']);
  line.hears({ re: sent[0].id, ok: {} });
  await accepted;
}, (path) => (path.endsWith('/me') ? { agent: 'bram' } : { agents: [] })));

test('a line that says nothing for six seconds is lost, and each message begins them anew', () => desk((store, line) => {
  const first = timers(() => line.hears({ type: 'alive', now: '' }));
  const second = timers(() => line.hears({ type: 'alive', now: '' }));
  same(first.set.map((one) => one.ms), [6_000]);
  holds(second.cleared.includes(first.set[0].id), 'the earlier six seconds do not end');
  second.set[0].run();
  same(store.line.state, 'lost');
}));

test('a remedy is known before its message and once after it', () => desk((store, line) => {
  line.news({ type: 'contact.changed', contact: contact('connected', { pop: pop() }) });
  store.know('ana', remedy());
  line.news({ type: 'remedy.changed', customer: 'ana', remedy: remedy() });
  same(store.desk.pops.c1.remedies.length, 1);
}));

test('older rows come in pages until there are no more, and go with their customer', () => desk(async (store, line) => {
  line.news({ type: 'contact.changed', contact: contact('connected', { pop: pop() }) });
  await store.loadOlder(store.desk.pops.c1);
  same([store.older.ana.entries.length, store.older.ana.state], [2, 'more']);
  await store.loadOlder(store.desk.pops.c1);
  same([store.older.ana.entries.length, store.older.ana.state], [3, 'all']);
  same(line.paths.filter((/** @type {string} */ path) => path.includes('timeline')), ['/api/v1/customers/ana/timeline?limit=60', '/api/v1/customers/ana/timeline?limit=30&cursor=more']);
  line.news({ type: 'contact.changed', contact: contact('closed') });
  same(store.older, {});
}, (path) => (path.includes('cursor') ? { entries: [{ number: 1 }] } : path.includes('timeline') ? { entries: [{ number: 3 }, { number: 2 }], next_cursor: 'more' } : { agents: [] })));

test('the rows of a filter are chosen by the server, and what was found for earlier words is forgotten', () => desk(async (store, line) => {
  line.news({ type: 'contact.changed', contact: contact('connected', { pop: pop() }) });
  const { pops } = store.desk;
  await store.loadOlder(pops.c1, { kind: 'remedy' });
  await store.loadOlder(pops.c1, { q: 'shoes' });
  await store.loadOlder(pops.c1, { kind: 'remedy', q: 'the shoes' });
  same(Object.keys(store.older), ['ana?kind=remedy', 'ana?kind=remedy&q=the+shoes']);
  same(line.paths.filter((/** @type {string} */ path) => path.includes('timeline')).at(-1), '/api/v1/customers/ana/timeline?limit=60&kind=remedy&q=the+shoes');
  line.news({ type: 'contact.changed', contact: contact('closed') });
  same(store.older, {});
}, (path) => (path.includes('timeline') ? { entries: [{ number: 3 }] } : { agents: [] })));

test('older rows that could not be read may be asked for again', () => desk(async (store, line) => {
  line.news({ type: 'contact.changed', contact: contact('connected', { pop: pop() }) });
  await store.loadOlder(store.desk.pops.c1);
  same(store.older.ana.state, 'failed');
}, (path) => {
  if (path.includes('timeline')) throw new TypeError('no line');
  return { agents: [] };
}));

test('a screen pop that is read anew keeps whom the caller might also be', () => desk(async (store, line) => {
  const candidates = [{ id: 'bert', name: 'Bert' }];
  line.news({ type: 'contact.changed', contact: contact('connected', { pop: pop({ candidates }) }) });
  await store.refresh('c1', 'ana');
  same([store.desk.pops.c1.candidates, store.desk.pops.c1.timeline_total], [candidates, 7]);
}, (path) => {
  if (!path.includes('/customers/ana')) return { agents: [] };
  return pop({ timeline_total: 7 }); // the answer about a customer has no candidates
}));

test('a request that may be repeated is made again when nothing was decided, and a refusal is final', () => desk(async (store) => {
  let tries = 0;
  let waited = 0;
  const answer = await store.untilAnswered(async () => {
    if (++tries === 1) throw new Problem({ status: 503, title: 'later' });
    return 'done';
  }, () => waited++);
  same([answer, tries, waited], ['done', 2, 1]);
  const refused = await store.untilAnswered(() => Promise.reject(new Problem({ status: 409, title: 'no' }))).catch((no) => no.status);
  same(refused, 409);
}));

test('drafts of a snapshot are there for the contacts in hand', () => desk((store, line) => {
  line.hears({ ...snapshot({ contacts: [contact('wrap_up', { pop: pop() })] }), drafts: [{ contact: 'c1', kind: 'note', body: { note: 'kept' } }] });
  same(store.drafts.of('c1').note, 'kept');
}));

test('the names of colleagues are read with the first snapshot', () => desk(async (store) => {
  await until(() => store.agents.daan);
  same(store.agents, { daan: 'Daan Smit' });
  holds(store.desk.me, 'nobody');
}, () => ({ agents: [{ id: 'daan', name: 'Daan Smit' }] })));

test('times are compared with the server\'s clock, however wrong the clock of this machine is', () => desk((store, line) => {
  for (const time of ['2019-03-02T09:00:00Z', '2031-03-02T09:00:00Z']) {
    line.hears({ ...snapshot(), now: time });
    holds(Math.abs(serverNow() - Date.parse(time)) < 5_000, `after the snapshot it is ${time}`);
  }
  line.hears({ type: 'resumed', session: 's', seq: 0, now: '2027-03-02T09:00:00Z' });
  holds(Math.abs(serverNow() - Date.parse('2027-03-02T09:00:00Z')) < 5_000, 'a screen that is resumed learns the time anew');
  line.hears(snapshot()); // of a server that does not tell it
  holds(Math.abs(serverNow() - Date.parse('2027-03-02T09:00:00Z')) < 5_000, 'the time goes on');
}).finally(() => serverTold(new Date().toISOString(), performance.now())));

test('a case that opened with the contact is read with the others, once', () => desk(async (store, line) => {
  line.news({ type: 'contact.changed', contact: contact('connected', { case: 'fresh', pop: pop({ cases: [] }) }) });
  await until(() => store.desk.pops.c1?.cases.length === 1);
  line.news({ type: 'presence.changed', presence: { state: 'ready', since_ms: 0 } });
  same(line.paths.filter((/** @type {string} */ path) => path.endsWith('/customers/ana')).length, 1);
}, (path) => (path.endsWith('/customers/ana') ? pop({ cases: [{ id: 'fresh' }] }) : { agents: [] })));
