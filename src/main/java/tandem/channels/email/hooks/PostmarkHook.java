package tandem.channels.email.hooks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tandem.auth.BasicLogIn;
import tandem.base.Failure;
import tandem.channels.email.RawMail;

/**
 * The hook for Postmark's inbound webhook: JSON with the raw mail in one field. Postmark signs
 * nothing and gives up a mail after a 403, so a wrong password is answered with 401.
 */
final class PostmarkHook implements MailHook {

  private static final String RAW = "RawEmail";
  private static final String RECIPIENT = "OriginalRecipient";

  /** A text may be as long as a body. */
  private static final JsonFactory JSON = JsonFactory.builder()
      .streamReadConstraints(
          StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
      .build();

  private final BasicLogIn logIn;

  PostmarkHook(BasicLogIn logIn) {
    this.logIn = logIn;
  }

  @Override
  public String name() {
    return "postmark";
  }

  @Override
  public Proof proof() {
    return Proof.HEAD;
  }

  @Override
  public HeldBody.Limits limits() {
    return MailHooks.OF_PROVIDERS;
  }

  @Override
  public Request begin(RoutingContext ctx) {
    MailHooks.logIn(ctx, logIn);
    return (body, _) -> mail(body);
  }

  /** If the body is JSON only up to some place, the fields before it count. */
  private static Mail mail(byte[] body) {
    var found = new Found();
    try (var json = JSON.createParser(body)) {
      found.readFrom(json);
    } catch (JsonProcessingException e) {
      if (found.raw.length == 0) {
        throw new HttpException(400, "the body is not JSON up to the field " + RAW, e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
    if (found.raw.length == 0) {
      throw new Failure.Invalid(
          RAW + " is missing: it must be the raw mail; switch on \"Include raw"
              + " email content in JSON payload\" in the settings of the inbound stream at Postmark");
    }
    return new Mail(RawMail.whole(found.raw), List.of(found.recipient), false);
  }

  /** What was found in a body; of a field that is given twice, the last value counts. */
  private static final class Found {

    private byte[] raw = new byte[0];
    private String recipient = "";

    void readFrom(JsonParser json) throws IOException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var field = json.currentName();
        boolean isText = json.nextToken() == JsonToken.VALUE_STRING;
        if (isText && field.equals(RAW)) {
          raw = bytes(json);
        } else if (isText && field.equals(RECIPIENT)) {
          recipient = json.getText();
        } else {
          json.skipChildren();
        }
      }
    }

    /** The text without a copy of it as one string. */
    private static byte[] bytes(JsonParser json) throws IOException {
      var bytes = new ByteArrayOutputStream();
      try (var writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
        json.getText(writer);
      }
      return bytes.toByteArray();
    }
  }
}
