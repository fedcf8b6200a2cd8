/** @type {{ name: string, body: () => unknown }[]} */
const tests = [];

/** A test; its name is a sentence. @param {string} name @param {() => unknown} body */
export const test = (name, body) => tests.push({ name, body });

/** @param {unknown} value */
const written = (value) =>
  JSON.stringify(value, (_, one) =>
    one && typeof one === 'object' && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one);

/** Fails unless both are written alike; the order of fields does not count. @param {unknown} actual @param {unknown} expected */
export function same(actual, expected) {
  if (written(actual) !== written(expected)) throw new Error(`expected ${written(expected)}\n but was ${written(actual)}`);
}

/** @param {unknown} holds @param {string} what */
export function holds(holds, what) {
  if (!holds) throw new Error(what);
}

/** Waits until it holds: a promise of the page settles on its own. @param {() => unknown} wanted */
export async function until(wanted) {
  for (let turns = 0; !wanted(); turns++) {
    if (turns > 1_000) throw new Error(`never came: ${wanted}`);
    await new Promise((done) => setTimeout(done));
  }
}

/** What each test has to complain of; '' is nothing. */
export async function run() {
  const told = [];
  for (const { name, body } of tests) {
    try {
      await body();
      told.push({ name, problem: '' });
    } catch (problem) {
      told.push({ name, problem: String(problem?.stack ?? problem) });
    }
  }
  return told;
}
