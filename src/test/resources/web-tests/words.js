import { eventText, rowOf } from 'web/components/timeline-text.js';
import { whoOf } from 'web/components/remedy-text.js';
import { count, humanised, ofChannel, term, within } from 'web/lib/text.js';
import { holds, same, test } from './test.js';

const names = { agent: () => '', department: () => '', queue: () => '', channel: () => undefined, line: () => undefined };
const entry = (kind, body = {}) => ({ case: 'c', case_number: 1, number: 1, at: '', kind, body });

test('a word of another system is shown as people write it', () => {
  same(['picked_up', 'ON-HOLD', 'fax', '', undefined].map(humanised), ['Picked up', 'ON HOLD', 'Fax', '', '']);
  same([term('order', 'shipped'), term('order', 'picked_up')], ['Shipped', 'Picked up']);
  same([term('remedy_state', 'given'), term('remedy_state', 'lost_again')], ['On its way', 'Lost again']);
  same([ofChannel('channel', 'call'), ofChannel('channel', 'fax'), ofChannel('presence.deep_work', 'call')], ['Call', 'Contact', 'Deep work']);
  same(within('Shipped'), 'shipped');
});

test('no entry of a timeline shows the name of a program, whatever a newer server writes', () => {
  const shown = [
    rowOf(entry('parcel_lost'), names).text,
    rowOf(entry('contact', { event: 'put_aside' }), names).text,
    rowOf(entry('outcome', { outcome: 'call_back_promised' }), names).text,
    rowOf(entry('remedy', { kind: 'free_upgrade', event: 'looked_at', units: [] }), names).text,
    rowOf(entry('state', { state: 'in_doubt' }), names).text,
    eventText({ at: '', event: 'taken_over' }, names, 'fax'),
  ];

  same(shown, ['Parcel lost', 'Put aside', 'Outcome: Call back promised', 'Free upgrade', 'In doubt', 'Taken over']);
  holds(!shown.join().includes('_'), 'an underscore');
});

test('an agent without a name is not shown as an identifier', () => {
  same(whoOf({ agent: 'anna_maria' }, 'me'), 'Anna maria');
});

test('a count has the form that the language has for the number', () => {
  same([count('offer.more', 1), count('offer.more', 2), count('offer.more', 0)], ['1 more offer', '2 more offers', '0 more offers']);
  same(count('queue.next.ahead', 1, { time: '1:00' }), 'Comes next: a head start of 1:00 puts this customer before 1 who has waited longer.');
});
