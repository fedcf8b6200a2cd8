package tandem.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.twilio.security.RequestValidator;
import io.vertx.core.buffer.Buffer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Failure;
import tandem.web.Form;

class TwilioSignatureTest {

  private static final String TOKEN = "12345";
  private static final String URL = "https://mycompany.com/myapp.php?foo=1&bar=2";

  /** Twilio's own published example. */
  private static final Map<String, String> FIELDS = Map.of(
      "CallSid", "CA1234567890ABCDE",
      "Caller", "+14158675309",
      "Digits", "1234",
      "From", "+14158675309",
      "To", "+18005551212");

  private static final String EXAMPLE = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

  private final TwilioSignature signature = new TwilioSignature(List.of(TOKEN));

  @Test
  void the_published_example_is_good_for_us_and_for_the_official_validator() {
    assertThat(new RequestValidator(TOKEN).validate(URL, FIELDS, EXAMPLE)).isTrue();
    assertThatCode(() -> signature.verify(List.of(EXAMPLE), URL, form(FIELDS)))
        .doesNotThrowAnyException();
  }

  @Test
  void we_agree_with_the_official_validator_on_hard_fields() {
    var fields = Map.of("Body", "a+b & ü 👟\r\n=", "From", "", "Z", "1", "a", "2");
    var made = TwilioSigner.sign(TOKEN, URL, fields);

    assertThat(new RequestValidator(TOKEN).validate(URL, fields, made)).isTrue();
    assertThatCode(() -> signature.verify(List.of(made), URL, form(fields)))
        .doesNotThrowAnyException();
  }

  @Test
  void a_default_port_may_be_written_or_not() {
    var with = "https://mycompany.com:443/x?y=1";
    var without = "https://mycompany.com/x?y=1";

    assertThatCode(() -> signature.verify(
            List.of(TwilioSigner.sign(TOKEN, with, FIELDS)), without, form(FIELDS)))
        .doesNotThrowAnyException();
    assertThatCode(() -> signature.verify(
            List.of(TwilioSigner.sign(TOKEN, without, FIELDS)), with, form(FIELDS)))
        .doesNotThrowAnyException();
    assertDenied(
        TwilioSigner.sign(TOKEN, "https://mycompany.com:444/x?y=1", FIELDS), without, FIELDS);
  }

  @Test
  void a_second_token_is_good_during_a_change_and_an_empty_one_never() {
    var changing = new TwilioSignature(List.of("new", TOKEN));

    assertThatCode(() -> changing.verify(List.of(EXAMPLE), URL, form(FIELDS)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> new TwilioSignature(List.of("", "")))
        .isInstanceOf(Failure.Invalid.class);
    assertThatThrownBy(() -> new TwilioSignature(List.of(TOKEN, ""))
            .verify(List.of(TwilioSigner.sign(" ", URL, FIELDS)), URL, form(FIELDS)))
        .isInstanceOf(Failure.Denied.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "RSOYDt4T1cUTdK1PDd93/VVr8B8",
        "RSOYDt4T1cUTdK1PDd93",
        "RSOYDt4T1cUTdK1PDd93/VVr8B8=RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        "v1,RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        "RSOYDt4T1cUTdK1PDd93/VVr8B9=",
        "%"
      })
  void a_signature_in_any_other_shape_is_refused(String shape) {
    assertDenied(shape, URL, FIELDS);
  }

  @Test
  void a_changed_url_or_field_and_two_signatures_are_refused() {
    assertDenied(EXAMPLE, URL + "&baz=3", FIELDS);
    assertDenied(EXAMPLE, URL.replace("https", "http"), FIELDS);
    var more = new TreeMap<>(FIELDS);
    more.put("Digits", "9999");
    assertDenied(EXAMPLE, URL, more);
    assertThatThrownBy(() -> signature.verify(List.of(EXAMPLE, EXAMPLE), URL, form(FIELDS)))
        .isInstanceOf(Failure.Denied.class);
    assertThatThrownBy(() -> signature.verify(List.of(), URL, form(FIELDS)))
        .isInstanceOf(Failure.Denied.class);
  }

  @Test
  void a_json_body_is_good_by_the_hash_in_its_url() throws Exception {
    var body = "{\"property\": \"value\", \"boolean\": true}";
    var url = URL + "&bodySHA256=" + sha256(body);
    var made = TwilioSigner.sign(TOKEN, url, Map.of());

    assertThat(official(url, body, made)).isTrue();
    assertThatCode(() -> signature.verify(List.of(made), url, Buffer.buffer(body)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> signature.verify(List.of(made), url, Buffer.buffer(body + " ")))
        .isInstanceOf(Failure.Denied.class);
    var bare = TwilioSigner.sign(TOKEN, URL, Map.of());
    assertThatThrownBy(() -> signature.verify(List.of(bare), URL, Buffer.buffer(body)))
        .isInstanceOf(Failure.Denied.class);
  }

  private static boolean official(String url, String body, String made) throws URISyntaxException {
    return new RequestValidator(TOKEN).validate(url, body, made);
  }

  private void assertDenied(String made, String url, Map<String, String> fields) {
    assertThatThrownBy(() -> signature.verify(List.of(made), url, form(fields)))
        .isInstanceOf(Failure.Denied.class);
  }

  private static Form form(Map<String, String> fields) {
    var form = new TreeMap<String, List<String>>();
    fields.forEach((name, value) -> form.put(name, List.of(value)));
    return new Form(form);
  }

  private static String sha256(String body) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
  }
}
