// @ts-check
import { ago, clock } from '../lib/time.js';

/** @type {Set<Timer>} */
const running = new Set();
setInterval(() => running.forEach((timer) => timer.tick()), 250);

/** Counts up from `since` or down to `until` (times of `performance.now`); writes its text, renders nothing. */
export class Timer extends HTMLElement {
  /** @type {number | undefined} */
  #since;
  /** @type {number | undefined} */
  #until;
  /** @type {number | undefined} */
  #stopped;

  /** @param {number | undefined} value */
  set since(value) {
    this.#since = value;
    this.tick();
  }

  /** @param {number | undefined} value */
  set until(value) {
    this.#until = value;
    this.tick();
  }

  /** Shows a fixed time instead of a running one. @param {number | undefined} value */
  set stopped(value) {
    this.#stopped = value;
    this.tick();
  }

  /** Whether to write "40 s ago" instead of 0:40. */
  words = false;

  connectedCallback() {
    running.add(this);
    this.tick();
  }

  disconnectedCallback() {
    running.delete(this);
  }

  tick() {
    const now = this.#stopped ?? performance.now();
    const left = this.#until === undefined ? now - (this.#since ?? now) : Math.ceil((this.#until - now) / 1000) * 1000;
    const text = this.words ? ago(left) : clock(left);
    if (this.textContent !== text) this.textContent = text;
  }
}
customElements.define('tandem-timer', Timer);

/** A bar that drains until an offer ends; the browser's compositor moves it. */
class Drain extends HTMLElement {
  /** @type {number | undefined} */
  #until;

  /** @param {{ until: number, whole: number }} value */
  set span({ until, whole }) {
    if (until === this.#until) return;
    this.#until = until;
    const left = Math.max(0, until - performance.now());
    this.getAnimations().forEach((animation) => animation.cancel());
    this.animate(
      [{ transform: `scaleX(${Math.min(1, left / whole)})` }, { transform: 'scaleX(0)' }],
      { duration: left, fill: 'forwards' },
    );
  }
}
customElements.define('tandem-drain', Drain);
