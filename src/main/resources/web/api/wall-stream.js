// @ts-check
import { call, Problem } from './http.js';

/** The server says every 3 s that it is there: two of those missed and a little more, and the line is dead. */
const SILENCE_MAX = 7_000;
const AGAIN_AFTER = 2_000;

/**
 * The wallboard's stream. It is listened to and never asked: a quiet floor says that it lives, a dead line is opened
 * anew.
 */
export class WallStream {
  /** @type {EventSource | undefined} */
  #source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;

  /**
   * @param {(wallboard: import('../state/wall.js').Wallboard) => void} take
   * @param {() => void} alive the last board is still how things are
   * @param {(why: string) => void} refused
   */
  constructor(take, alive, refused) {
    this.take = take;
    this.alive = alive;
    this.refused = refused;
  }

  start() {
    this.#source?.close();
    const source = new EventSource('/api/v1/wallboard/stream');
    this.#source = source;
    this.#startWithin(SILENCE_MAX);
    source.addEventListener('wallboard', (event) => {
      this.#startWithin(SILENCE_MAX);
      this.take(JSON.parse(event.data));
    });
    source.addEventListener('alive', () => {
      this.#startWithin(SILENCE_MAX);
      this.alive();
    });
    source.addEventListener('error', () => {
      if (source === this.#source && source.readyState === EventSource.CLOSED) this.#askWhy();
    });
  }

  /** @param {number} ms */
  #startWithin(ms) {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.start(), ms);
  }

  /** A stream that was refused does not say why; the same question without a stream does. */
  async #askWhy() {
    this.#startWithin(AGAIN_AFTER);
    try {
      await call('GET', '/wallboard');
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 403) return; // a server that is away: the numbers grow old
      clearTimeout(this.#again);
      this.refused(problem.message);
    }
  }
}
