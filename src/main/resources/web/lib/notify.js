// @ts-check

/**
 * The system's notification of an offer, for an agent who is in another window. It names the queue and not the customer,
 * because others may see it. It stands there until the offer ends.
 */
export class Notifier {
  #of = '';
  /** @type {Notification | undefined} */
  #shown;
  /** Asking the browser takes a millisecond each time. */
  #permission = window.Notification?.permission;

  /** Whether the browser would ask the agent now; false as well where it has no notifications. */
  get undecided() {
    return this.#permission === 'default';
  }

  /** Call this in a click: the browser asks the agent. */
  async ask() {
    this.#permission = await Notification.requestPermission();
  }

  /** The offer that the page shows now. @param {{ id: string } | undefined} offer @param {string} text */
  follow(offer, text) {
    if ((offer?.id ?? '') === this.#of) return;
    this.#of = offer?.id ?? '';
    this.#shown?.close();
    this.#shown = offer && !document.hasFocus() && window.Notification?.permission === 'granted' ? told(offer.id, text) : undefined;
  }
}

/** @param {string} offer notifications of other tabs about it are replaced @param {string} text */
function told(offer, text) {
  try {
    const shown = new Notification(text, { tag: offer, icon: '/web/styles/tandem.svg', lang: document.documentElement.lang, requireInteraction: true });
    shown.onclick = () => window.focus();
    return shown;
  } catch {
    return undefined; // a browser of a telephone has them for service workers only
  }
}
