// @ts-check
/**
 * The form in which a customer is changed: plain functions. It knows what the customer was like when the agent began, so that it sees what
 * somebody else has changed meanwhile.
 *
 * @typedef {import('../api/types.js').Customer} Customer
 * @typedef {{ kind: string, value: string }} Point
 * @typedef {'name' | 'language' | 'time_zone'} Field
 * @typedef {Record<Field, string>} Fields
 * @typedef {Fields & { base: Fields, added: Point[], removed: Point[] }} Form
 */

/** @type {Field[]} */
export const FIELDS = ['name', 'language', 'time_zone'];

/** @param {Customer} customer @returns {Fields} */
export const fieldsOf = ({ name, language = '', time_zone = '' }) => ({ name, language, time_zone });

/** @param {Customer} customer @returns {Form} */
export const formOf = (customer) => ({ ...fieldsOf(customer), base: fieldsOf(customer), added: [], removed: [] });

/** @param {Point} a @param {Point} b */
const same = (a, b) => a.kind === b.kind && a.value === b.value;

/** The contact points as the agent wants them. @param {Form} form @param {Customer} customer @returns {Point[]} */
export function pointsOf({ added, removed }, { contact_points: points }) {
  const kept = points.filter((one) => !removed.some((other) => same(one, other)));
  return [...kept, ...added].filter((one, i, all) => all.findIndex((other) => same(one, other)) === i);
}

/** The fields that both the agent and somebody else have changed. @param {Form} form @param {Customer} customer */
export const conflicts = (form, customer) => {
  const now = fieldsOf(customer);
  return FIELDS.filter((field) => now[field] !== form.base[field] && form[field] !== form.base[field] && form[field] !== now[field]);
};

/** The form after the customer was read again: what only somebody else has changed is theirs. @param {Form} form @param {Customer} customer @returns {Form} */
export function met(form, customer) {
  const now = fieldsOf(customer);
  const open = conflicts(form, customer);
  return FIELDS.filter((field) => !open.includes(field)).reduce((next, field) => ({
    ...next,
    [field]: next[field] === next.base[field] ? now[field] : next[field],
    base: { ...next.base, [field]: now[field] },
  }), form);
}

/** The form of an agent who has seen the other text, and decides. @param {Form} form @param {Field} field @param {Customer} customer @param {boolean} mine @returns {Form} */
export function decided(form, field, customer, mine) {
  const theirs = fieldsOf(customer)[field];
  return { ...form, base: { ...form.base, [field]: theirs }, ...(mine ? {} : { [field]: theirs }) };
}

/** What the request changes; empty if it changes nothing. @param {Form} form @param {Customer} customer */
export function changes(form, customer) {
  const now = fieldsOf(customer);
  const points = pointsOf(form, customer);
  const other = points.length !== customer.contact_points.length || points.some((one) => !customer.contact_points.some((known) => same(one, known)));
  return {
    ...Object.fromEntries(FIELDS.filter((field) => form[field] !== form.base[field] && form[field].trim() !== now[field]).map((field) => [field, form[field].trim()])),
    ...(other ? { contact_points: points } : {}),
  };
}

/** Whether the form has what the server does not have. @param {Form} form @param {Customer} customer */
export const isChanged = (form, customer) => Object.keys(changes(form, customer)).length > 0;
