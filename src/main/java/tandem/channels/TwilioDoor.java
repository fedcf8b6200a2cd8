package tandem.channels;

import io.vertx.ext.web.RoutingContext;
import tandem.auth.TwilioSignature;
import tandem.base.Failure;
import tandem.web.Bodies;
import tandem.web.PublicUrl;

/**
 * The check of requests from a carrier with Twilio's interface: only our account's token can have
 * signed them, together with the whole URL.
 */
public final class TwilioDoor {

  private final TwilioAccount account;
  private final TwilioSignature signature;
  private final PublicUrl publicUrl;

  public TwilioDoor(TwilioAccount account, PublicUrl publicUrl) {
    this.account = account;
    this.signature = account.signature();
    this.publicUrl = publicUrl;
  }

  /**
   * Returns the fields of a request; {@link Failure.Denied} for a wrong signature or another
   * account.
   */
  public CarrierWords read(RoutingContext ctx) {
    var form = Bodies.form(ctx);
    signature.verify(
        ctx.request().headers().getAll(TwilioSignature.HEADER), publicUrl.of(ctx.request()), form);
    var words = new CarrierWords(form.told());
    if (words.says("AccountSid") && !words.says("AccountSid", account.accountSid())) {
      throw new Failure.Denied("this is another account");
    }
    return words;
  }
}
