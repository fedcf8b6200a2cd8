// @ts-check

const RING_EVERY = 2400;

/** What a browser takes for an act of a person. */
const ACTS = ['pointerdown', 'pointerup', 'keydown'];

/**
 * The ring tone. A browser lets a page make sound only after somebody has done something in it. Some remember that over a
 * reload, so the page tries at its start; otherwise the first click or key unlocks the sound. Only one of the agent's tabs
 * rings: the tab that has a lock. When it is closed, another tab gets the lock.
 */
export class Sound {
  /** @type {AudioContext | undefined} */
  #audio;
  #leads = false;
  #asked = false;
  /** @type {number | undefined} */
  #timer;

  get unlocked() {
    return this.#audio?.state === 'running';
  }

  /** Tries to make sound possible, now and with each act of a person. @param {() => void} changed whether there is sound */
  start(changed) {
    const audio = (this.#audio = new AudioContext());
    const look = () => {
      if (this.unlocked) this.#lead();
      changed();
    };
    audio.addEventListener('statechange', look);
    look();
    for (const act of ACTS) addEventListener(act, () => this.unlock(), { capture: true });
  }

  /** Call this in a click or a key, after which the browser lets the page make sound. */
  async unlock() {
    if (!this.unlocked) await this.#audio?.resume();
  }

  async test() {
    await this.unlock();
    this.#tone();
  }

  /** Starts or stops ringing. @param {boolean} on */
  ring(on) {
    if (on === (this.#timer !== undefined)) return;
    if (on) {
      this.#tone();
      this.#timer = window.setInterval(() => this.#tone(), RING_EVERY);
    } else {
      window.clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  #lead() {
    if (this.#asked) return;
    this.#asked = true;
    if (!navigator.locks) {
      this.#leads = true; // a page without a secure origin has no locks: two tones are better than none
      return;
    }
    navigator.locks.request('tandem-sound', () => {
      this.#leads = true;
      return new Promise(() => {}); // held as long as the tab lives
    });
  }

  #tone() {
    const audio = this.#audio;
    if (!audio || !this.unlocked || (!this.#leads && this.#timer !== undefined)) return;
    [880, 698.46, 880].forEach((frequency, i) => {
      const at = audio.currentTime + i * 0.22;
      const oscillator = audio.createOscillator();
      const gain = audio.createGain();
      oscillator.frequency.value = frequency;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(0.16, at + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.001, at + 0.2);
      oscillator.connect(gain).connect(audio.destination);
      oscillator.start(at);
      oscillator.stop(at + 0.21);
    });
  }
}
