package tandem.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;

class SendGridSignatureTest {

  private static final Buffer BODY = Buffer.buffer("--x\r\n\r\na mail\r\n--x--");

  @Test
  void a_body_may_come_in_pieces() {
    var signer = new SendGridSigner();
    var headers = MultiMap.caseInsensitiveMultiMap().addAll(signer.sign("1", BODY.getBytes()));
    var signature = new SendGridSignature(signer.publicKey());
    var whole = signature.begin(headers);
    for (int i = 0; i < BODY.length(); i++) {
      whole.add(BODY.slice(i, i + 1));
    }
    whole.end();

    var broken = signature.begin(headers);
    broken.add(BODY.slice(1, BODY.length()));
    assertThatThrownBy(broken::end).isInstanceOf(Failure.Denied.class);
  }

  @Test
  void only_a_key_on_p_256_is_a_key() {
    assertThat(SendGridSignature.key(new SendGridSigner().publicKey())).isPresent();
    assertThat(SendGridSignature.key(new SendGridSigner("secp384r1").publicKey()))
        .isEmpty();
    assertThat(SendGridSignature.key(new SendGridSigner().publicKey().substring(4)))
        .isEmpty();
    assertThat(SendGridSignature.key("no base64!")).isEmpty();
  }
}
