import { empty, reduce } from 'web/state/desk.js';

/** What is on file of Ana, who has twelve pairs of socks and shoes in one order. @param {object} [more] */
export const pop = (more = {}) => ({
  customer: { id: 'ana', name: 'Ana Ortiz', provisional: false, version: 1, contact_points: [] },
  candidates: [],
  cases: [{ id: 'case', number: 1, kind: 'request', subject: 'Socks', state: 'open', department: 'shipping', opened_at: '', touched_at: '', entries: 1, repeats: 0 }],
  remedies: [],
  timeline: [],
  timeline_total: 0,
  orders: [{
    id: 'order', number: '10482', state: 'shipped', placed_at: '', currency: 'EUR', paid_minor: 15_000, lines: [
      { id: 'socks', position: 1, article: 'sock', title: 'Socks', quantity: 12, price_minor: 500, paid_minor: 6_000, gone: false },
      { id: 'shoes', position: 2, article: 'shoe', title: 'Shoes', quantity: 1, price_minor: 9_000, paid_minor: 9_000, gone: false },
    ],
  }],
  ...more,
});

const states = ['placed', 'packed', 'shipped', 'delivered'];
export const kinds = [
  { id: 'replacement', name: 'Replacement', exclusion_group: 'make_good', without_item: false, order_states: states, revoke_within: 300 },
  { id: 'refund', name: 'Refund', exclusion_group: 'make_good', most: { EUR: 2_500 }, without_item: false, order_states: states, revoke_within: 0 },
];

/** @param {object} [more] */
export const remedy = (more = {}) => ({
  id: 'r', case: 'case', order_line: 'socks', units: [1], kind: 'replacement', kind_name: 'Replacement', exclusion_group: 'make_good', generation: 1,
  state: 'given', reason: 'holes', given_at: new Date(0).toISOString(), changed_at: new Date(0).toISOString(), ...more,
});

/** @param {object} [more] */
export const offer = (more = {}) => ({
  id: 'c1/1', contact: 'c1', queue: 'delivery', queue_name: 'Where is my order', channel: 'call', expires_in_ms: 20_000, waited_ms: 3_000, pop: pop(), ...more,
});

/** @param {string} state @param {object} [more] */
export const contact = (state, more = {}) => ({
  id: 'c1', queue: 'delivery', queue_name: 'Where is my order', channel: 'call', state, reached: true, customer: 'ana', waited_ms: 5_000, since_ms: 1_000, ...more,
});

export const floor = { reasons: [{ id: 'lunch', name: 'Lunch' }], outcomes: [], remedies: kinds, departments: [], queues: [],
  channels: [{ channel: 'call', link: 'bridged' }, { channel: 'chat', link: 'immediate' }, { channel: 'message', link: 'immediate' }, { channel: 'email', link: 'immediate' }],
};
export const me = { id: 'bram', name: 'Bram Visser', department: 'shipping', department_name: 'Shipping' };

/** @param {object} [more] */
export const snapshot = (more = {}) => ({
  type: 'snapshot', session: 's', seq: 0, practice_line: false, agent: me, floor, presence: { state: 'ready', since_ms: 2_000 }, offers: [], contacts: [], ...more,
});

/** The desk after these messages, each at its time. @param {...[object, number]} messages */
export const after = (...messages) => messages.reduce((desk, [message, now]) => reduce(desk, message, now), empty);
