package tandem.channels.email.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tandem.auth.BasicLogIn;
import tandem.auth.SendGridSignature;
import tandem.base.Failure;
import tandem.channels.email.RawMail;
import tandem.document.Json;

/**
 * The hook for SendGrid's Inbound Parse with the raw mail in a form. The URL has a log-in, or the
 * request is signed, or both.
 */
final class SendGridHook implements MailHook {

  private static final String RAW = "email";
  private static final String ENVELOPE = "envelope";

  private final Optional<BasicLogIn> logIn;
  private final Optional<SendGridSignature> signature;

  SendGridHook(Optional<BasicLogIn> logIn, Optional<SendGridSignature> signature) {
    Failure.require(
        logIn.isPresent() || signature.isPresent(), "SendGrid's hook needs a password or a key");
    this.logIn = logIn;
    this.signature = signature;
  }

  @Override
  public String name() {
    return "sendgrid";
  }

  @Override
  public Proof proof() {
    return logIn.isPresent() ? Proof.HEAD : Proof.BODY;
  }

  @Override
  public HeldBody.Limits limits() {
    return MailHooks.OF_PROVIDERS;
  }

  @Override
  public Request begin(RoutingContext ctx) {
    logIn.ifPresent(expected -> MailHooks.logIn(ctx, expected));
    var headers = ctx.request().headers();
    var check = signature.map(key -> key.begin(headers));
    var type = Objects.requireNonNullElse(headers.get(HttpHeaders.CONTENT_TYPE), "");
    return new Request() {
      @Override
      public void add(Buffer piece) {
        check.ifPresent(begun -> begun.add(piece));
      }

      @Override
      public void prove() {
        check.ifPresent(SendGridSignature.Check::end);
      }

      @Override
      public Mail end(byte[] body, long size) {
        return mail(MailForm.read(type, body, Set.of(RAW, ENVELOPE)));
      }
    };
  }

  private static Mail mail(MailForm form) {
    var raw = form.last(RAW)
        .orElseThrow(
            () -> new Failure.Invalid(
                RAW + " is missing: it must be the raw mail; switch on"
                    + " \"POST the raw, full MIME message\" in the settings of Inbound Parse at SendGrid"));
    return new Mail(RawMail.whole(raw), recipients(form.text(ENVELOPE)), true);
  }

  /** Without an envelope that can be read, the headers of the mail tell its recipients. */
  private static List<String> recipients(String envelope) {
    var all = new ArrayList<String>();
    try {
      Json.tree(envelope).path("to").forEach(one -> all.add(one.asText("")));
    } catch (JsonProcessingException e) {
      return List.of();
    }
    return all;
  }
}
