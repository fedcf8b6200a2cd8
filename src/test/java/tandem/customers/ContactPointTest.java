package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Failure;

class ContactPointTest {

  @ParameterizedTest
  @CsvSource({
    "Anna.Bakker@Example.COM, anna.bakker@example.com",
    "ANNA@example.com, anna@example.com",
    "ZOË@example.com, zoë@example.com",
    "'  info@xn--mller-kva.de ', info@xn--mller-kva.de",
    "info@Müller.de, info@xn--mller-kva.de",
    "a+b@mail.example.co.uk, a+b@mail.example.co.uk"
  })
  void an_email_address_is_trimmed_and_in_lower_case(String written, String expected) {
    assertThat(ContactPoint.email(written).map(ContactPoint::value)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "anna",
        "anna@",
        "@example.com",
        "anna@localhost",
        "an na@example.com",
        "anna@exa mple.com",
        "anna@-example.com",
        "anna@example..com",
        "a@b.c\r\nBcc: x@y.z"
      })
  void an_invalid_email_address_is_not_a_contact_point(String garbage) {
    assertThat(ContactPoint.email(garbage)).isEmpty();
  }

  @Test
  void a_phone_that_is_not_in_e164_cannot_be_made() {
    assertThatThrownBy(() -> new ContactPoint(ContactPoint.Kind.PHONE, "0201234567"))
        .isInstanceOf(Failure.Invalid.class);
  }

  @Test
  void a_contact_point_does_not_print_its_value() {
    assertThat(new ContactPoint(ContactPoint.Kind.PHONE, "+31201234567").toString())
        .doesNotContain("31201234567");
  }
}
