package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Failure;

class PhoneNumbersTest {

  private final PhoneNumbers phones = new PhoneNumbers("NL");

  @ParameterizedTest
  @CsvSource({
    "+31201234567, +31201234567",
    "020 123 45 67, +31201234567",
    "(020) 123-4567, +31201234567",
    "0031 20 1234567, +31201234567",
    "31201234567, +31201234567",
    "+44 20 7946 0958, +442079460958",
    "tel:+31-20-1234567;ext=12, +31201234567",
    "sip:+31201234567@pbx.example.com;user=phone, +31201234567",
    "sips:0201234567@10.0.0.1:5061, +31201234567",
    "sip:%2B31201234567@pbx.example.com, +31201234567",
    "sip:+31201234567, +31201234567",
    "'\"Anna\" <sip:+31201234567@pbx.example.com>', +31201234567",
    "+15555550100, +15555550100"
  })
  void one_phone_has_one_spelling_however_a_carrier_writes_it(String written, String expected) {
    assertThat(phones.e164(written)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "anonymous",
        "Anonymous",
        "Restricted",
        "unknown",
        "UNAVAILABLE",
        "private",
        "withheld",
        "No Caller ID",
        "+266696687",
        "266696687",
        "+7378742833",
        "+2562533",
        "+86282452253",
        "+8656696",
        "+7748283",
        "0000000000",
        "+",
        "sip:anonymous@anonymous.invalid",
        "sip:+31201234567@anonymous.invalid",
        "\"Anonymous\" <sip:anonymous@anonymous.invalid>"
      })
  void a_withheld_number_is_never_a_contact_point(String withheld) {
    assertThat(phones.caller(withheld)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "204",
        "112",
        "abc",
        "client:anna",
        "sip:anna@example.com",
        "+999",
        "1-800-FLOWERS",
        "sip:%zz@x",
        "<>",
        "+31 20 12345678901234567890",
        "';DROP TABLE customer;--",
        "\u0000"
      })
  void what_is_no_phone_is_nobody_and_no_error(String garbage) {
    assertThat(phones.caller(garbage)).isEmpty();
  }

  @Test
  void a_text_of_any_length_is_looked_at_only_as_far_as_a_number_goes() {
    assertThat(phones.caller("+31201234567" + " ".repeat(1_000_000))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "+31201112222, +31201112222",
    "020-1112222, +31201112222",
    "sip:+31201112222@trunk, +31201112222",
    "sip:Sales@trunk, sales",
    "100, 100"
  })
  void each_of_our_own_numbers_has_one_spelling(String written, String expected) {
    assertThat(phones.called(written)).isEqualTo(expected);
  }

  @Test
  void an_unknown_region_is_refused_at_start() {
    assertThatThrownBy(() -> new PhoneNumbers("Holland"))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("region must be a country");
  }
}
