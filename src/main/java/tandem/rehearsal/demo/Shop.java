package tandem.rehearsal.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The page of the shop in which Maria is logged in. It has the chat widget as any web site would,
 * and vouches for her with the site's key, as the API's documents say.
 */
final class Shop {

  static final String PATH = "/demo/shop";
  static final String SITE = "shop";

  /** What a careful shop allows on its pages; only pages of this address may frame it. */
  static final String POLICY = String.join(
      "; ",
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "frame-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "frame-ancestors 'self'");

  private static final String ALGORITHM = "HmacSHA256";

  private final String page;
  private final String key;

  /** @param key a key of the site */
  Shop(String key) {
    this.key = key;
    this.page = text("shop.html");
  }

  private static String text(String name) {
    try (var in = Objects.requireNonNull(Shop.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page in which this customer is logged in. */
  String page(Customer customer) {
    return page.replace("{order}", customer.order())
        .replace("{name}", Customer.NAME)
        .replace("{user}", customer.user())
        .replace("{hmac}", signed(customer.user()))
        .replace("{email}", customer.email())
        .replace("{email_hmac}", signed(customer.user() + "\n" + customer.email()));
  }

  private String signed(String text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
