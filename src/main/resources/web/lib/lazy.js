// @ts-check

/**
 * Parts of the agent's page that are loaded when they are needed. Each is asked for once; after a failure the next wish asks again.
 * A page that is older than the server finds its parts no more.
 */
export class Lazy {
  /** @type {any} what was loaded */
  part;
  failed = false;
  #asked = false;

  /** @param {() => Promise<any>} load @param {() => void} changed */
  constructor(load, changed) {
    this.load = load;
    this.changed = changed;
  }

  async want() {
    if (this.#asked || this.part) return;
    this.#asked = true;
    try {
      this.part = await this.load();
      this.failed = false;
    } catch {
      this.failed = true;
    }
    this.#asked = false;
    this.changed();
  }
}
