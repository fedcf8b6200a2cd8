package tandem.channels.email.hooks;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import tandem.auth.WebhookSignature;
import tandem.base.Failure;
import tandem.channels.CarrierTime;
import tandem.channels.email.RawMail;
import tandem.channels.email.mime.ReadLimits;
import tandem.web.Paging;

/** The hook for programs of our own: the body is the mail, signed by Standard Webhooks. */
final class MimeHook implements MailHook {

  /** The largest mail of which the headers are kept. */
  static final int BYTES_MAX = 100 * 1024 * 1024;

  private final WebhookSignature signature;
  private final CarrierTime time;

  MimeHook(WebhookSignature signature, CarrierTime time) {
    this.signature = signature;
    this.time = time;
  }

  @Override
  public String name() {
    return "mime";
  }

  @Override
  public Proof proof() {
    return Proof.BODY;
  }

  /** One byte more than a mail may have shows that it is too large. */
  @Override
  public HeldBody.Limits limits() {
    return new HeldBody.Limits(ReadLimits.DEFAULT.mailBytes() + 1, BYTES_MAX);
  }

  @Override
  public Request begin(RoutingContext ctx) {
    var headers = ctx.request().headers();
    var clock = time.nearest(WebhookSignature.sent(headers));
    var check = signature.begin(headers, clock.instant());
    var to = Paging.one(ctx, "to");
    return new Request() {
      @Override
      public void add(Buffer piece) {
        check.add(piece);
      }

      @Override
      public void prove() {
        check.end();
      }

      @Override
      public Mail end(byte[] body, long size) {
        Failure.require(body.length > 0, "the body is empty; it must be a mail (RFC 5322)");
        return new Mail(new RawMail(body, size), to.stream().toList(), true);
      }
    };
  }
}
