// @ts-check
/**
 * The guided story of the demo: what has happened, told by what the desks show, and which of its steps are done. Plain functions.
 *
 * @typedef {import('../pages/demo-seat.js').Sight} Sight
 * @typedef {{ agent: string, name: string, department: string, port: number }} Seat
 * @typedef {{ agents: number, customers: Record<string, number>, finished: Record<string, number>, remedies: number, prevented: number, failures: number }} Figures
 * @typedef {{ order: string, number: string, people: number, speed: number, line: 'none' | 'waiting' | 'ringing' | 'talking' | 'held', seats: Seat[], letters: { from: string, subject: string }[], crowd: Figures }} Demo
 * @typedef {'call' | 'give' | 'chat' | 'drop' | 'twice'} Step
 * @typedef {{ done: Partial<Record<Step, boolean>>, dropped: boolean, before: number }} Story
 */

/** @type {readonly Step[]} */
export const STEPS = ['call', 'give', 'chat', 'drop', 'twice'];

/** Who gives first, and who would give again. */
export const FIRST = 'ana';
export const SECOND = 'daan';

/** @returns {Story} */
export const newStory = () => ({ done: {}, dropped: false, before: 0 });

/**
 * The story after the desks show something else. What was done once stays done.
 * @param {Story} story @param {Record<string, Sight | undefined>} sights by agent @returns {Story}
 */
export function after(story, sights) {
  const first = sights[FIRST];
  const second = sights[SECOND];
  const dropped = story.dropped || Boolean(story.done.chat && second && !second.live);
  const now = {
    call: Boolean(first?.talking && first.channel === 'call'),
    give: Boolean(first?.guard),
    chat: Boolean(second?.talking && second.channel === 'chat' && second.guard),
    drop: Boolean(dropped && second?.live),
    twice: Boolean(first?.ahead || second?.ahead),
  };
  /** @type {Story['done']} */
  const done = { ...story.done };
  for (const step of STEPS) if (now[step] && STEPS.slice(0, STEPS.indexOf(step)).every((before) => done[before])) done[step] = true;
  return { ...story, done, dropped };
}

/** The step that comes next; none after the last. @param {Story} story */
export const next = (story) => STEPS.find((step) => !story.done[step]);

/**
 * The times from offer to paint of all desks: the last one, the middle one, the slowest one.
 * @param {Record<string, Sight | undefined>} sights
 */
export function painted(sights) {
  const all = Object.values(sights).flatMap((sight) => sight?.shown ?? []);
  const sorted = [...all].sort((a, b) => a - b);
  return { count: all.length, last: all.at(-1), middle: sorted[Math.floor((sorted.length - 1) / 2)], slowest: sorted.at(-1) };
}
