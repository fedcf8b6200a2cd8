import { Drafts, merged, newRemedy, newReply, recentOutcomes, usedOutcome } from 'web/state/drafts.js';
import { holds, same, test, until } from './test.js';

/** What a server is asked while the body runs; it answers with that status. @param {number} status @param {(asked: any[]) => unknown} body */
async function asking(status, body) {
  sessionStorage.clear();
  localStorage.clear();
  const real = window.fetch;
  /** @type {any[]} */
  const asked = [];
  window.fetch = async (path, { method, body: text, keepalive }) => {
    asked.push({ method, path, body: JSON.parse(text), keepalive });
    return new Response(status === 204 ? null : '{}', { status, headers: status === 204 ? {} : { 'Content-Type': 'application/json' } });
  };
  try {
    await body(asked);
  } finally {
    window.fetch = real;
  }
}

test('what is typed is there at once, and in a page that is loaded anew', () => asking(204, () => {
  new Drafts(() => {}).change('c1', { note: 'Friday' });
  const again = new Drafts(() => {});
  same([again.of('c1').note, again.of('c2').note], ['Friday', '']);
}));

test('only the part that was typed is sent, and then it is kept', () => asking(204, async (asked) => {
  const drafts = new Drafts(() => {});
  drafts.change('c1', { note: 'Friday', outcome: '' });
  holds(!drafts.isKept('c1'), 'kept before it was sent');
  drafts.save();
  await until(() => drafts.isKept('c1'));
  same(asked.map(({ method, path, body }) => [method, path, body]), [
    ['PUT', '/api/v1/contacts/c1/drafts/note', { note: 'Friday' }],
    ['PUT', '/api/v1/contacts/c1/drafts/finish', {}],
  ]);
}));

test('what the server could not take now is sent again with the next save', () => asking(503, async (asked) => {
  const drafts = new Drafts(() => {});
  drafts.change('c1', { note: 'Friday' });
  drafts.save();
  await drafts.rest();
  holds(!drafts.isKept('c1'), 'kept though it was refused');
  drafts.save();
  await drafts.rest();
  same(asked.length, 2);
}));

test('what the server will never take is not sent for ever', () => asking(422, async (asked) => {
  const drafts = new Drafts(() => {});
  drafts.change('c1', { note: 'Friday' });
  drafts.save();
  await drafts.rest();
  drafts.save();
  await drafts.rest();
  same(asked.length, 1);
}));

test('a snapshot brings what another browser typed, and takes nothing that was typed here just now', () => asking(204, async () => {
  const drafts = new Drafts(() => {});
  drafts.change('c1', { note: 'mine' });
  drafts.restore([{ contact: 'c1', kind: 'note', body: { note: 'theirs' } }, { contact: 'c1', kind: 'finish', body: { outcome: 'answered' } }, { contact: 'c2', kind: 'note', body: { note: 'theirs' } }], ['c1', 'c2']);
  await drafts.rest();
  same([drafts.of('c1').note, drafts.of('c1').outcome, drafts.of('c2').note], ['mine', 'answered', 'theirs']);
}));

test('a draft that was dropped is neither shown nor sent', () => asking(204, async (asked) => {
  const drafts = new Drafts(() => {});
  drafts.change('c1', { note: 'Friday' });
  drafts.drop('c1');
  drafts.save();
  await drafts.rest();
  same([drafts.of('c1').note, asked], ['', []]);
}));

test('a page that goes away sends what is left and does not wait for it', () => asking(204, async (asked) => {
  const drafts = new Drafts(() => {});
  drafts.change('c1', { note: 'Friday' });
  drafts.save(true);
  await until(() => asked.length);
  same(asked[0].keepalive, true);
}));

test('the drafts of twenty contacts are kept, the newest of them', () => asking(204, () => {
  const drafts = new Drafts(() => {});
  for (let i = 1; i <= 21; i++) drafts.change(`c${i}`, { note: `n${i}` });
  same([drafts.of('c1').note, drafts.of('c2').note, drafts.of('c21').note], ['', 'n2', 'n21']);
}));

test('storage that holds nonsense breaks no page', () => asking(204, () => {
  sessionStorage.setItem('tandem.drafts', '{not json');
  same(new Drafts(() => {}).of('c1').note, '');
}));

test('the three outcomes that were used last are remembered, each once', () => asking(204, () => {
  for (const one of ['a', 'b', 'a', 'c', 'd']) usedOutcome(one);
  same(recentOutcomes(), ['d', 'c', 'a']);
}));

test('each remedy form has a key of its own', () => {
  holds(newRemedy({ kind: 'x' }).key !== newRemedy({ kind: 'x' }).key, 'one key twice');
});

/** A server that keeps drafts with versions; its answers may be lost. @param {(there: Map<string, { version: number, body: any }>, line: { loses: boolean }) => unknown} body */
async function keeping(body) {
  sessionStorage.clear();
  const real = window.fetch;
  /** @type {Map<string, { version: number, body: any }>} */
  const there = new Map();
  const line = { loses: false };
  let version = 0;
  window.fetch = async (path, { body: text, headers }) => {
    const known = there.get(path) ?? { version: 0, body: {} };
    if (headers['If-Match'] !== `"${known.version}"`) {
      return new Response(JSON.stringify({ title: 'Precondition failed', ...known }), { status: 412, headers: { 'Content-Type': 'application/problem+json' } });
    }
    version++;
    there.set(path, { version, body: JSON.parse(text) });
    if (line.loses) throw new TypeError('Failed to fetch');
    return new Response(null, { status: 204, headers: { ETag: `"${version}"` } });
  };
  try {
    await body(there, line);
  } finally {
    window.fetch = real;
  }
}

test('an own save whose answer was lost is not taken for the text of another tab', () => keeping(async (there, line) => {
  const drafts = new Drafts(() => {});
  drafts.change('c1', { reply: newReply({ text: 'It is on its way.' }) });
  line.loses = true;
  drafts.save();
  await drafts.rest();
  line.loses = false;
  drafts.change('c1', { reply: undefined }); // the reply was sent meanwhile
  drafts.save();
  await drafts.rest();
  same([drafts.of('c1').reply, there.get('/api/v1/contacts/c1/drafts/reply')?.body], [undefined, {}]);
}));

test('a draft that another tab has changed meanwhile loses neither text', () => keeping(async (there) => {
  const path = '/api/v1/contacts/c1/drafts/reply';
  const drafts = new Drafts(() => {});
  drafts.change('c1', { reply: newReply({ text: 'Hello' }) });
  drafts.save();
  await drafts.rest();
  there.set(path, { version: 99, body: { reply: newReply({ text: 'Goodbye' }) } });
  drafts.change('c1', { reply: newReply({ text: 'Hello Ana' }) });
  drafts.save();
  await drafts.rest();
  const { reply } = drafts.of('c1');
  same([reply?.text, reply?.other], ['Hello Ana', 'Goodbye']);
  same([there.get(path)?.body.reply.text, there.get(path)?.body.reply.other], ['Hello Ana', 'Goodbye']);
  holds(drafts.isKept('c1', 'reply'), 'not kept');
}));

test('what another tab saves is shown here unless something newer was typed', () => keeping(async () => {
  const drafts = new Drafts(() => {});
  const heard = (order, text) => drafts.heard({ contact: 'c1', kind: 'reply', version: order, order, body: { reply: newReply({ text }) } });
  heard(5, 'five');
  heard(4, 'four');
  same(drafts.of('c1').reply?.text, 'five');
  drafts.change('c1', { reply: newReply({ text: 'typed' }) });
  heard(6, 'six');
  same(drafts.of('c1').reply?.text, 'typed');
}));

test('a draft that was deleted in another tab is gone here, and a late news of it deletes nothing newer', () => keeping(async () => {
  const drafts = new Drafts(() => {});
  drafts.heard({ contact: 'c1', kind: 'note', version: 5, order: 5, body: { note: 'five' } });
  drafts.heard({ contact: 'c1', kind: 'note', version: 0, order: 6, body: {} });
  same(drafts.of('c1').note, '');
  drafts.heard({ contact: 'c1', kind: 'note', version: 8, order: 8, body: { note: 'eight' } });
  drafts.heard({ contact: 'c1', kind: 'note', version: 0, order: 7, body: {} });
  same(drafts.of('c1').note, 'eight');
}));

test('of two drafts the longer is kept if it contains the other, and else both', () => {
  same(merged('note', { note: 'ab' }, { note: 'abc' }).note, 'abc');
  same(merged('note', { note: 'ab' }, { note: 'cd' }), { note: 'ab', noteOther: 'cd' });
  same(merged('note', { note: 'ab', noteOther: 'x' }, { note: 'cd' }).noteOther, 'x\n\ncd');
  same(merged('reply', {}, { reply: newReply({ text: 'a', key: 'k' }) }).reply.text, 'a');
  const both = merged('reply', { reply: newReply({ text: 'a', files: [{ id: '1', name: 'x', size: 1 }] }) }, { reply: newReply({ text: 'b', files: [{ id: '2', name: 'y', size: 1 }] }) }).reply;
  same([both.text, both.other, both.files.length], ['a', 'b', 2]);
  same(merged('remedy', { remedy: { reason: 'holes' } }, { remedy: { reason: 'late' } }).remedy.reason, 'holes / late');
});
