package tandem.channels.email.hooks;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import tandem.channels.email.RawMail;

/** One way in which mails come by HTTP: how a request is proved and where in it the mail is. */
interface MailHook {

  /** What proves a request: the earlier, the less a stranger can have the server do. */
  enum Proof {
    /** A password in the head: strangers never get so far as a body. */
    HEAD,
    /** A signature over the body, which is checked as soon as the body is whole. */
    BODY,
    /** A signature in a form, which has to be parsed first. */
    FORM
  }

  /** The last part of its path. */
  String name();

  Proof proof();

  HeldBody.Limits limits();

  /** Begins with a request, of which only the head is known; it is refused if that shows enough. */
  Request begin(RoutingContext ctx);

  /** One request while its body comes in. */
  interface Request {

    /** Is given every piece of the body. */
    default void add(Buffer piece) {}

    /** Proves a request by its whole body; {@link tandem.base.Failure.Denied} if it is forged. */
    default void prove() {}

    /**
     * Finds the mail, and proves a request that its form proves. Another thread than that of the
     * pieces calls it.
     *
     * @param body the body, or its beginning of {@link HeldBody.Limits#bytesKept}
     * @param size of the whole body
     */
    Mail end(byte[] body, long size);
  }

  /**
   * A mail that came.
   *
   * @param raw the mail, or the beginning of one that is too large
   * @param recipients of the envelope
   * @param areOurs whether the recipients are addresses of ours even if no mailbox is configured
   */
  record Mail(RawMail raw, List<String> recipients, boolean areOurs) {

    public Mail {
      recipients = recipients.stream().filter(one -> !one.isBlank()).toList();
    }

    Optional<String> anyRecipient() {
      return areOurs ? recipients.stream().findFirst() : Optional.empty();
    }
  }
}
