package tandem.rehearsal.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import tandem.desk.conversations.SiteKeys;

class ShopTest {

  private static final String KEY = "the key of the site";

  @Test
  void the_shop_vouches_for_its_customer_as_the_server_checks_it() {
    var customer = new Customer(2);

    var page = new Shop(KEY).page(customer);

    assertThat(page)
        .contains(
            "data-user-id=\"maria-2\"",
            "data-user-hmac=\"" + signed("maria-2") + "\"",
            "data-user-email=\"maria.jansen2@mail.example\"",
            "data-user-email-hmac=\"" + signed("maria-2\nmaria.jansen2@mail.example") + "\"",
            "SO-10483")
        .doesNotContain("{", KEY);
  }

  @Test
  void each_customer_has_a_number_an_address_and_an_order_of_their_own() {
    var first = new Customer(1);

    assertThat(first.next()).isEqualTo(new Customer(2));
    assertThat(first.phone())
        .isEqualTo("+31612340001")
        .isNotEqualTo(first.next().phone());
    assertThat(first.email()).isEqualTo("maria.jansen@mail.example");
    assertThat(first.next().email()).isNotEqualTo(first.email());
  }

  private static String signed(String text) {
    return HexFormat.of().formatHex(SiteKeys.sign(KEY, text));
  }
}
