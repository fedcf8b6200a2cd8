// @ts-check

/** Where a browser does not tell when it is idle, or is never idle: milliseconds. */
const IDLE_AFTER = 1_000;

const wait = window.requestIdleCallback ?? ((/** @type {() => void} */ then) => setTimeout(then, IDLE_AFTER));

/** Runs when the browser has nothing else to do, so after what the agent is to see now is painted. @param {() => void} then */
export const whenIdle = (then) => void wait(then, { timeout: IDLE_AFTER });

/**
 * Parts of the agent's page that are loaded when they are needed. Each is asked for once; after a failure the next wish asks again.
 * A page that is older than the server finds its parts no more.
 */
export class Lazy {
  /** @type {any} what was loaded */
  part;
  failed = false;
  /** It has failed at least once: nobody waits for it any more. */
  late = false;
  #asked = false;

  /** @param {() => Promise<any>} load @param {() => void} changed */
  constructor(load, changed) {
    this.load = load;
    this.changed = changed;
  }

  async want() {
    if (this.#asked || this.part) return;
    this.#asked = true;
    if (this.failed) {
      this.failed = false;
      this.changed();
    }
    try {
      this.part = await this.load();
      this.failed = false;
    } catch {
      this.failed = this.late = true;
    }
    this.#asked = false;
    this.changed();
  }

  /** Loads the part when the browser has nothing else to do, so that it is there when it is wanted, even if the line is down by then. */
  soon() {
    whenIdle(() => this.want());
  }
}

/** Loads a style sheet that no page has at first; it is there once. @param {string} href @returns {Promise<void>} */
const sheet = (href) => new Promise((done, failed) => {
  if (document.querySelector(`link[href="${href}"]`)) {
    done();
    return;
  }
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  link.onload = () => done();
  link.onerror = () => {
    link.remove();
    failed(new Error(href));
  };
  document.head.append(link);
});

/**
 * A part and its style sheet.
 * @template T
 * @param {Promise<T>} part @param {string} href @returns {Promise<T>}
 */
export const withSheet = async (part, href) => {
  const [loaded] = await Promise.all([part, sheet(href)]);
  return loaded;
};
