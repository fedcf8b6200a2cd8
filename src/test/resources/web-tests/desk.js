import { caseOf, doing, entriesBefore, reduce, withKnown, work } from 'web/state/desk.js';
import { after, contact, offer, pop, remedy, snapshot } from './samples.js';
import { holds, same, test } from './test.js';

const rung = () => after([snapshot(), 10_000], [{ type: 'offer.created', offer: offer() }, 20_000]);
const talking = () => reduce(reduce(rung(), { type: 'offer.closed', offer: 'c1/1', why: 'accepted' }, 21_000), { type: 'contact.changed', contact: contact('connected') }, 22_000);

test('an offer runs out by the time of the page, whatever the clock of the machine says', () => {
  const [{ until, whole, arrived }] = rung().offers;
  same({ until, whole, arrived }, { until: 40_000, whole: 20_000, arrived: 17_000 });
});

test('the desk says that calls are only practised if the server says so', () => {
  same([snapshot({ practice_line: true }), snapshot({ practice_line: false })].map((message) => after([message, 10_000]).practice), [true, false]);
});

test('an offer that is told twice is there once', () => {
  const desk = reduce(rung(), { type: 'offer.created', offer: offer({ expires_in_ms: 15_000 }) }, 25_000);
  same(desk.offers.map((one) => one.until), [40_000]);
});

test('an accepted offer is gone and its screen pop stays until the contact comes', () => {
  const desk = reduce(rung(), { type: 'offer.closed', offer: 'c1/1', why: 'accepted' }, 21_000);
  same([desk.offers, Object.keys(desk.pops), desk.missed], [[], ['c1'], undefined]);
});

test('an offer that ran out is missed under the name of the caller, and nothing of it is kept', () => {
  const desk = reduce(rung(), { type: 'offer.closed', offer: 'c1/1', why: 'expired' }, 40_000);
  same([desk.offers, desk.pops, desk.missed], [[], {}, { at: 40_000, name: 'Ana Ortiz' }]);
});

test('an offer whose caller left is withdrawn and not missed', () => {
  const desk = reduce(rung(), { type: 'offer.closed', offer: 'c1/1', why: 'customer_left' }, 30_000);
  same([desk.missed, desk.withdrawn], [undefined, { at: 30_000, why: 'customer_left', name: 'Ana Ortiz', channel: 'call' }]);
});

test('a closed offer that the page does not know changes nothing', () => {
  const desk = rung();
  holds(reduce(desk, { type: 'offer.closed', offer: 'other/1', why: 'expired' }, 30_000) === desk, 'another desk');
});

test('a missed offer is known from the reason of the presence after a reload', () => {
  const desk = after([snapshot({ presence: { state: 'not_ready', reason: 'missed_offer', since_ms: 4_000 } }), 10_000]);
  same([desk.missed, doing(desk)], [{ at: 6_000, name: '' }, { tone: 'breach', state: 'not_ready', since: 6_000 }]);
});

test('being ready again ends that an offer was missed', () => {
  const missed = reduce(rung(), { type: 'offer.closed', offer: 'c1/1', why: 'expired' }, 40_000);
  same(reduce(missed, { type: 'presence.changed', presence: { state: 'ready', since_ms: 0 } }, 50_000).missed, undefined);
});

test('after a contact the agent has been free since its end, as on the wallboard', () => {
  const desk = reduce(talking(), { type: 'contact.changed', contact: contact('closed') }, 90_000);
  same(doing(reduce(desk, { type: 'presence.changed', presence: { state: 'ready', since_ms: 0 } }, 90_000)).since, 90_000);
  const ready = reduce(reduce(talking(), { type: 'presence.changed', presence: { state: 'ready', since_ms: 60_000 } }, 80_000), { type: 'contact.changed', contact: contact('closed') }, 90_000);
  same(doing(ready).since, 90_000);
});

test('why a phone was not reached is known until the next offer', () => {
  const failed = reduce(talking(), { type: 'bridge.failed', contact: 'c1', why: 'busy' }, 30_000);
  const away = reduce(failed, { type: 'presence.changed', presence: { state: 'not_ready', reason: 'bridge_failed', since_ms: 0 } }, 30_000);
  same(away.unreached, { why: 'busy', name: 'Ana Ortiz' });
  same(reduce(away, { type: 'presence.changed', presence: { state: 'ready', since_ms: 0 } }, 31_000).unreached, undefined);
  same(reduce(away, { type: 'offer.created', offer: offer() }, 31_000).unreached, undefined);
  same(after([snapshot({ presence: { state: 'not_ready', reason: 'bridge_failed', since_ms: 0 } }), 1_000]).unreached, { why: '', name: '' });
});

test('a contact that changes its state keeps its place, its screen pop and its arrival', () => {
  const first = talking();
  const second = reduce(first, { type: 'contact.changed', contact: contact('connected', { id: 'c2', waited_ms: 0 }) }, 23_000);
  const held = reduce(second, { type: 'contact.changed', contact: contact('held', { waited_ms: 8_000, since_ms: 0 }) }, 25_000);
  same(held.contacts.map(({ id, state, arrived }) => [id, state, arrived]), [['c1', 'held', 17_000], ['c2', 'connected', 23_000]]);
  same(held.pops.c1.customer.name, 'Ana Ortiz');
});

test('a contact that is closed takes its screen pop and the claims on its customer along', () => {
  const claimed = reduce(talking(), { type: 'claims.changed', customer: 'ana', claims: [{ agent: 'daan', case: 'case', exclusion_group: 'x', unit: 1, since_ms: 0, expires_in_ms: 1 }] }, 23_000);
  const desk = reduce(claimed, { type: 'contact.changed', contact: contact('closed') }, 30_000);
  same([desk.contacts, desk.pops, desk.claims], [[], {}, {}]);
});

test('a snapshot is the whole truth but for a screen pop that it leaves out', () => {
  const desk = reduce(talking(), snapshot({ contacts: [contact('wrap_up')] }), 30_000);
  same([desk.contacts.map((one) => one.state), desk.pops.c1.customer.id], [['wrap_up'], 'ana']);
  same(reduce(desk, snapshot(), 31_000).pops, {});
});

test('the units that one colleague claims of one line are one claim', () => {
  const claim = { agent: 'daan', order_line: 'socks', exclusion_group: 'make_good', since_ms: 100, expires_in_ms: 900 };
  const desk = reduce(talking(), { type: 'claims.changed', customer: 'ana', claims: [{ ...claim, unit: 1 }, { ...claim, unit: 2 }, { ...claim, agent: 'esra', unit: 3 }] }, 1_000);
  same(desk.claims.ana.map(({ agent, units, since, until }) => [agent, units, since, until]), [['daan', [1, 2], 900, 1_900], ['esra', [3], 900, 1_900]]);
});

test('an entry is added once, on top, and counts', () => {
  const entry = { case: 'case', case_number: 1, number: 7, at: '', kind: 'note', body: { text: 'hello' } };
  const once = reduce(talking(), { type: 'entry.added', customer: 'ana', entry }, 0);
  const twice = reduce(once, { type: 'entry.added', customer: 'ana', entry }, 0);
  same([twice.pops.c1.timeline, twice.pops.c1.timeline_total], [[entry], 1]);
  same(reduce(once, { type: 'entry.added', customer: 'bert', entry: { ...entry, number: 8 } }, 0).pops, once.pops);
});

test('an entry says that its case has another state or that the customer came back', () => {
  const entry = { case: 'case', case_number: 1, number: 7, at: '' };
  const resolved = reduce(talking(), { type: 'entry.added', customer: 'ana', entry: { ...entry, kind: 'state', body: { state: 'resolved' } } }, 0);
  same(resolved.pops.c1.cases[0].state, 'resolved');
  const back = reduce(talking(), { type: 'entry.added', customer: 'ana', entry: { ...entry, kind: 'contact', body: { event: 'arrived' } } }, 0);
  same(back.pops.c1.cases[0].repeats, 1);
});

test('a remedy that changes takes the place of what was known of it', () => {
  const given = reduce(talking(), { type: 'remedy.changed', customer: 'ana', remedy: remedy() }, 0);
  const failed = reduce(given, { type: 'remedy.changed', customer: 'ana', remedy: remedy({ state: 'failed' }) }, 0);
  same(failed.pops.c1.remedies.map((one) => one.state), ['failed']);
});

test('a message of a newer server changes nothing', () => {
  const desk = talking();
  holds(reduce(desk, { type: 'weather.changed' }, 0) === desk, 'another desk');
});

test('a floor that changed brings its words and leaves the work alone', () => {
  const desk = reduce(talking(), { type: 'floor.changed', agent: { id: 'bram', name: 'Bram' }, floor: { reasons: [] } }, 0);
  same([desk.me.name, desk.floor, desk.contacts.length], ['Bram', { reasons: [] }, 1]);
});

test('an offer is shown before a call, a call before what is to be wrapped up, and that before the presence', () => {
  same(doing(rung()).state, 'offered');
  same(doing(talking()).state, 'connected');
  const wrap = reduce(talking(), { type: 'contact.changed', contact: contact('wrap_up') }, 30_000);
  same(doing(wrap), { tone: 'wrap', state: 'wrap_up', channel: 'call', since: 29_000 });
  same(doing(after([snapshot(), 10_000])), { tone: 'ready', state: 'ready', since: 8_000 });
});

test('what is held longest comes first', () => {
  const desk = reduce(talking(), { type: 'contact.changed', contact: contact('wrap_up', { id: 'c0', waited_ms: 60_000 }) }, 23_000);
  same(work(desk).map((one) => one.id), ['c0', 'c1']);
});

test('the case of a contact is its own, else that of its entries, else the one that is open', () => {
  same(caseOf(contact('connected', { case: 'own' }), pop()), 'own');
  same(caseOf(contact('connected'), pop({ timeline: [{ case: 'told', contact: 'c1' }] })), 'told');
  same(caseOf(contact('connected'), pop()), 'case');
  same(caseOf(contact('connected'), pop({ cases: [{ id: 'old', state: 'closed' }] })), undefined);
});

test('a contact that was switched belongs to the case to which it came, and a note of it may be elsewhere', () => {
  const entry = (/** @type {string} */ file, /** @type {string} */ kind, /** @type {object} */ body) => ({ case: file, contact: 'c1', kind, body });
  const timeline = [entry('old', 'note', { text: 'late' }), entry('old', 'contact', { event: 'switched_away' }), entry('new', 'contact', { event: 'switched_here' }), entry('old', 'contact', { event: 'arrived' })];
  same(caseOf(contact('connected'), pop({ timeline })), 'new');
});

test('a customer who is read again keeps what the page has heard meanwhile and has read further back', () => {
  const entry = (/** @type {number} */ number, /** @type {number} */ at) => ({ case: 'case', number, at: new Date(at).toISOString(), kind: 'state', body: { state: 'resolved' } });
  const before = pop({ timeline: [entry(3, 3_000), entry(1, 1_000)], timeline_total: 3, remedies: [remedy({ state: 'done', changed_at: new Date(9_000).toISOString() })] });
  const read = withKnown(pop({ timeline: [entry(2, 2_000)], timeline_total: 2, remedies: [remedy()] }), before);
  same(read.timeline.map((one) => one.number), [3, 2, 1]);
  same([read.timeline_total, read.cases[0].state, read.remedies[0].state], [3, 'resolved', 'done']);
});

test('a customer who was read before the newest change does not come back, and another customer comes as they are', () => {
  const now = pop({ customer: { id: 'ana', name: 'Ana Ortiz', version: 5, contact_points: [] } });
  same(withKnown(pop(), now).customer.name, 'Ana Ortiz');
  const eva = pop({ customer: { id: 'eva', name: 'Eva', version: 1, contact_points: [] } });
  holds(withKnown(eva, now) === eva);
});

test('entries of this contact are not what was there before it', () => {
  same(entriesBefore(pop({ timeline: [{ contact: 'c1' }, { contact: 'c0' }], timeline_total: 9 }), 'c1'), 8);
});

test('what supervisors did is kept in its order until the agent has read it, also over a new snapshot', () => {
  const one = { type: 'supervised', act: 'presence', by: 'sam', why: 'Callers wait' };
  const two = { type: 'supervised', act: 'wrap_up_ended', contact: 'c1', by: 'sam', why: 'Callers wait' };
  const desk = reduce(reduce(reduce(rung(), one, 30_000), two, 31_000), snapshot(), 32_000);
  same(desk.told.map(({ act, contact }) => [act, contact]), [['presence', undefined], ['wrap_up_ended', 'c1']]);
});
