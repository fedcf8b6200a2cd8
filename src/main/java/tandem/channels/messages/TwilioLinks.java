package tandem.channels.messages;

import io.netty.handler.codec.http.QueryStringEncoder;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tandem.base.Failure;
import tandem.channels.TwilioAccount;

/**
 * Our URLs that Twilio calls. It signs reports together with their URL, so that nobody else can
 * change what is in it. It fetches files without a signature: those URLs are signed by us, and end.
 */
final class TwilioLinks {

  static final String HOOK = "/hooks/messages/twilio";
  static final String STATUS = HOOK + "/status";
  private static final String MEDIA = HOOK + "/media";
  static final String FILE = MEDIA + "/:conversation/:number/:place";

  /** A message may wait at Twilio for four hours before it is sent. */
  private static final Duration FILE_LIFETIME = Duration.ofHours(5);

  private static final String MESSAGE = "message";
  private static final String TRIES = "tries";
  private static final String NETWORK = "network";
  private static final String EXPIRES = "expires";
  private static final String SIGNATURE = "signature";
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");
  private static final String MAC = "HmacSHA256";

  private final TwilioAccount account;

  TwilioLinks(TwilioAccount account) {
    this.account = account;
  }

  /** The URL for reports about a message. */
  String status(TwilioNetwork network, OurMessage message, int tries) {
    var link = new QueryStringEncoder(STATUS);
    link.addParam(MESSAGE, message.text());
    link.addParam(NETWORK, network.word());
    link.addParam(TRIES, Integer.toString(tries));
    return account.callbackBase().get() + link;
  }

  /** The message that a report is about. */
  record Reported(OurMessage message, TwilioNetwork network, int tries) {}

  /** Reads the URL of a report; empty when this server did not make it. */
  Optional<Reported> reported(RoutingContext ctx) {
    return one(ctx, MESSAGE)
        .flatMap(OurMessage::parse)
        .flatMap(message -> one(ctx, NETWORK)
            .flatMap(TwilioNetwork::of)
            .flatMap(network -> one(ctx, TRIES)
                .filter(text -> COUNT.matcher(text).matches())
                .map(tries -> new Reported(message, network, Integer.parseInt(tries)))));
  }

  /** The URL of a file of a message; the places begin with 1. */
  String file(OurMessage message, int place, Instant now) {
    var expires = Long.toString(now.plus(FILE_LIFETIME).getEpochSecond());
    var path = "%s/%s/%d/%d".formatted(MEDIA, message.conversation(), message.number(), place);
    var link = new QueryStringEncoder(path);
    link.addParam(EXPIRES, expires);
    link.addParam(SIGNATURE, HexFormat.of().formatHex(mac(account.authToken(), path, expires)));
    return account.callbackBase().get() + link;
  }

  /** Checks the URL of a file; {@link Failure.Denied} unless we signed it and it has not ended. */
  void checkFile(RoutingContext ctx, Instant now) {
    var path = ctx.request().path();
    var expires = one(ctx, EXPIRES).filter(text -> SECONDS.matcher(text).matches());
    var given = one(ctx, SIGNATURE).map(TwilioLinks::hex).orElse(new byte[0]);
    boolean good = false;
    for (var token : new String[] {account.authToken(), account.secondAuthToken()}) {
      good |=
          !token.isEmpty() && MessageDigest.isEqual(mac(token, path, expires.orElse("")), given);
    }
    if (!good) {
      throw new Failure.Denied("the signature is wrong");
    }
    if (expires.isEmpty() || Long.parseLong(expires.get()) < now.getEpochSecond()) {
      throw new Failure.Denied("the link has ended");
    }
  }

  private static byte[] hex(String text) {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] mac(String token, String path, String expires) {
    try {
      var mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), MAC));
      return mac.doFinal(("file " + path + " " + expires).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + MAC, e);
    }
  }

  private static Optional<String> one(RoutingContext ctx, String name) {
    try {
      var values = ctx.queryParam(name);
      return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    } catch (IllegalArgumentException | HttpException e) {
      return Optional.empty(); // a URL that this server did not make has no data
    }
  }
}
