package tandem.channels.email.hooks;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import tandem.channels.email.RawMail;

/** One way in which mails come by HTTP: how a request is proved and where in it the mail is. */
interface MailHook {

  /** The last part of its path. */
  String name();

  HeldBody.Limits limits();

  /** Begins with a request, of which only the head is known; it is refused if that shows enough. */
  Request begin(RoutingContext ctx);

  /** One request while its body comes in. */
  interface Request {

    /** Is given every piece of the body. */
    default void add(Buffer piece) {}

    /**
     * Proves the request and finds the mail. Another thread than that of the pieces calls it.
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
