// @ts-check
import { call, Problem } from './http.js';

const QUIET_AFTER = 4_000;

/**
 * The wallboard's stream. A quiet floor and a dead line look the same from here, so after a silence
 * the numbers are asked for: an answer is as good as an event.
 */
export class WallStream {
  /** @type {EventSource | undefined} */
  #source;
  #last = -Infinity;

  /**
   * @param {(wallboard: import('../state/wall.js').Wallboard) => void} take
   * @param {(why: string) => void} refused
   */
  constructor(take, refused) {
    this.take = take;
    this.refused = refused;
  }

  start() {
    this.#open();
    setInterval(() => this.#check(), 1_000);
  }

  #open() {
    this.#source?.close();
    this.#source = new EventSource('/api/v1/wallboard/stream');
    this.#source.addEventListener('wallboard', (event) => this.#took(JSON.parse(event.data)));
  }

  async #check() {
    if (performance.now() - this.#last < QUIET_AFTER || this.asking) return;
    this.asking = true;
    try {
      this.#took(await call('GET', '/wallboard'));
      if (this.#source?.readyState === EventSource.CLOSED) this.#open(); // it was refused once and has given up
    } catch (problem) {
      // Anything else is a server that is away: the page shows how old its numbers are.
      if (problem instanceof Problem && problem.status === 403) this.refused(problem.message);
    } finally {
      this.asking = false;
    }
  }

  /** @param {import('../state/wall.js').Wallboard} wallboard */
  #took(wallboard) {
    this.#last = performance.now();
    this.take(wallboard);
  }
}
