// @ts-check
import { Part } from './part.js';
import { stand } from './stack.js';

/** A part that is a modal dialog: it opens when it comes into the page, and goes when it is closed. */
export class DialogPart extends Part {
  get dialog() {
    return this.querySelector('dialog');
  }

  firstUpdated() {
    this.dialog?.addEventListener('close', () => this.remove());
    this.dialog?.showModal();
    stand(this, true, () => this.escape());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    stand(this, false);
  }

  close() {
    this.dialog?.close();
  }

  /** What Escape does. */
  escape() {
    this.close();
  }
}
