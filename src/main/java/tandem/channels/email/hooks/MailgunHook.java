package tandem.channels.email.hooks;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tandem.auth.MailgunSignature;
import tandem.base.Failure;
import tandem.channels.CarrierTime;
import tandem.channels.email.RawMail;

/** The hook for routes of Mailgun that forward the raw mail in a form, with the signature in it. */
final class MailgunHook implements MailHook {

  private static final String RAW = "body-mime";
  private static final String RECIPIENT = "recipient";
  private static final String TIMESTAMP = "timestamp";
  private static final String TOKEN = "token";
  private static final String SIGNATURE = "signature";
  private static final Set<String> FIELDS = Set.of(RAW, RECIPIENT, TIMESTAMP, TOKEN, SIGNATURE);

  private final MailgunSignature signature;
  private final CarrierTime time;

  /** A signature may be as old as the tolerance, or as far ahead. */
  private final UsedTokens used = new UsedTokens(MailgunSignature.TOLERANCE.multipliedBy(2));

  MailgunHook(MailgunSignature signature, CarrierTime time) {
    this.signature = signature;
    this.time = time;
  }

  @Override
  public String name() {
    return "mailgun";
  }

  @Override
  public Proof proof() {
    return Proof.FORM;
  }

  @Override
  public HeldBody.Limits limits() {
    return MailHooks.OF_PROVIDERS;
  }

  @Override
  public Request begin(RoutingContext ctx) {
    var type = Objects.requireNonNullElse(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE), "");
    return (body, _) -> mail(MailForm.read(type, body, FIELDS));
  }

  private Mail mail(MailForm form) {
    var timestamp = form.once(TIMESTAMP);
    var clock = time.nearest(MailgunSignature.sent(timestamp));
    var token = form.once(TOKEN);
    signature.verify(timestamp, token, form.once(SIGNATURE), clock.instant());
    var raw = form.last(RAW)
        .orElseThrow(() -> new Failure.Invalid(RAW + " is missing: it must be the raw mail; Mailgun"
            + " sends it to a URL that ends in mime, so let the route forward to"
            + " /hooks/email/mailgun/mime"));
    used.use(token, raw, clock.instant());
    return new Mail(RawMail.whole(raw), List.of(form.text(RECIPIENT).split(",", -1)), true);
  }
}
