package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
    assertThat(phones.read(withheld).point()).isEmpty();
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
  void text_that_is_not_a_phone_identifies_no_customer_and_is_not_an_error(String garbage) {
    assertThat(phones.read(garbage).point()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "33612345678, +33612345678",
    "14155552671, +14155552671",
    "4915112345678, +4915112345678",
    "442079460958, +442079460958",
    "sip:442079460958@trunk.example, +442079460958",
    "011442079460958, +442079460958",
    "0044 20 7946 0958, +442079460958",
    "+0044 20 7946 0958, +442079460958",
    "31612345678, +31612345678",
    "612345678, +31612345678",
    "+0612345678, +31612345678",
    "80012345678, +80012345678"
  })
  void a_number_without_a_plus_is_read_in_the_valid_way(String written, String expected) {
    assertThat(phones.e164(written)).contains(expected);
  }

  @Test
  void a_number_that_is_valid_here_and_abroad_is_the_sites_own_and_the_other_is_known() {
    var german = new PhoneNumbers("DE");

    assertThat(german.e164("442079460958")).contains("+49442079460958");
    assertThat(german.read("442079460958").other()).contains("+442079460958");
    for (var sure : List.of("+442079460958", "0442079460958", "4930123456", "anonymous")) {
      assertThat(german.read(sure).other()).as(sure).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NL, 15555550100", // possible here as +3115555550100, and in America: neither is in the lists
    "NL, 33112345",
    "DE, 112",
    "DE, 7042",
    "GB, 7042",
    "US, 1234567",
    "US, 5552671",
    "NL, +3361234567",
    "NL, +12345678",
    "DE, +497042",
    "DE, +49123456789012345"
  })
  void an_ambiguous_number_identifies_no_customer(String site, String written) {
    assertThat(new PhoneNumbers(site).read(written).point()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NL, 0699999999, +31699999999",
    "NL, 0031 99 1234567, +31991234567",
    "DK, 11 22 33 44, +4511223344", // Danes write no trunk prefix, and +1 1223344 is too short
    "US, 15555550100, +15555550100",
    "GB, 15555550100, +15555550100"
  })
  void a_number_that_says_whose_it_is_need_not_be_in_the_lists(
      String site, String written, String expected) {
    assertThat(new PhoneNumbers(site).e164(written)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "whatsapp:+31612345678",
        "whatsapp:31612345678",
        "WhatsApp:+31612345678",
        "whatsapp:31612345678@s.whatsapp.net",
        "messenger:+31612345678",
        "sms:+31612345678?body=hello",
        "smsto:0612345678",
        "viber:+31612345678",
        "signal:+31612345678",
        "callto://+31612345678",
        "facetime:+31612345678",
        "telegram:+31612345678",
        "tel://0612345678",
        "tel:0612345678;phone-context=+31",
        "tel:12345678;phone-context=+316",
        "tel:+31-6-12345678;ext=12;isub=3",
        "TEL: +31 6 1234 5678",
        "<tel:+31612345678>;tag=abc",
        "+31612345678;ext=12",
        "+31 6 12345678 ext. 12",
        "06-12345678 x12",
        "sip:0612345678;phone-context=+31@pbx.example;user=phone",
        "sip:+31612345678:secret@pbx.example",
        "sip:+31612345678@[2001:db8::1]:5060;transport=tcp",
        "sip:31612345678@10.0.0.1",
        "\"Jansen, <Jan>\" <sip:31612345678@pbx.example;user=phone>",
        "sip:%2B31%206%2012345678@pbx.example",
        "%2B31612345678",
        "+31612345678@trunk.example",
        "+ 31 6 12 34 56 78",
        "++31612345678",
        "(+31) 6 12345678",
        "+31 (0)6 12345678",
        "+31(0)6-12345678",
        "+31 [0] 6 12345678",
        "+3106 12345678",
        "0031 (0)6 12345678",
        "+31/6/12.34.56.78",
        "\"+31612345678\"",
        "'0612345678",
        "\u200e+31612345678",
        "\u202a+31612345678\u202c",
        "\u202b+31612345678\u202c",
        "+31\u20606\u206112345678\ufeff",
        "\u061c+31612345678",
        "\u2066+31612345678\u2069",
        "+31\u00ad6\u180e12345678\u200b",
        "+31\u20096\u202f12345678",
        "+31\u00a06\u200712345678",
        "+31\u30006\u205f12345678",
        "+31\t6\n12345678\r\n",
        "\u2028+31612345678",
        "06\u201212345678",
        "06\u221212\u30fc345678",
        "06\ufe6312345678",
        "\uff0b\uff13\uff11\uff16\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
        "+\u0663\u0661\u0666\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
        "+\u06f3\u06f1\u06f6\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8",
        "\u096c\u0967\u0968\u0969\u096a\u096b\u096c\u096d\u096e",
        "+31612345678\u0000"
      })
  void schemes_marks_and_kinds_of_spaces_and_digits_leave_the_number_as_it_is(String written) {
    assertThat(phones.read(written).point().map(ContactPoint::value)).contains("+31612345678");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client:0612345678",
        "client:+31612345678",
        "agent:0612345678",
        "mailto:+31612345678@example.com",
        "messenger:31612345678",
        "0612345678@example.com",
        "sip:192.168.120.34",
        "sip:31.20.123.45",
        "sip:+31612345678@unknown.invalid",
        "sip:+31612345678@anonymous.invalid:5060",
        "06123x"
      })
  void a_name_that_looks_like_a_number_is_none(String written) {
    assertThat(phones.read(written).point()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+10000000000",
        "10000000000",
        "+31000000000",
        "+3100000000",
        "+390000000000",
        "+4400000000000",
        "+49000000000",
        "0000000000",
        "00000000000000",
        "+0",
        "+11111111111",
        "+12222222222",
        "+15555555555",
        "+18888888888",
        "18888888888",
        "+19999999999",
        "9999999999",
        "1111111111",
        "+1 000 123 4567",
        "+1 555 000 0000",
        "+1 123 456 7890",
        "+31 123456789",
        "+49 11111111",
        "+266696687",
        "whatsapp:+266696687",
        "\u202a+10000000000\u202c",
        "sip:+10000000000@trunk.example"
      })
  void a_placeholder_identifies_no_customer(String placeholder) {
    for (var site : List.of("NL", "US", "DE", "IT")) {
      assertThat(new PhoneNumbers(site).read(placeholder).point()).as(site).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0666666666, +31666666666",
    "+88800000000123, +88800000000123", // a rehearsal's customers have such numbers
    "+39 0123 456789, +390123456789",
    "0612000000, +31612000000",
    "026 669 6687, +31266696687", // what "anonymous" is on the keys, behind Arnhem's trunk prefix
    "+1 234 567 8901, +12345678901",
    "+44 7777 777777, +447777777777",
    "+39 06 0000 1111, +390600001111"
  })
  void a_real_number_that_looks_like_a_placeholder_is_taken(String written, String expected) {
    assertThat(phones.e164(written)).contains(expected);
  }

  @Test
  void a_text_of_any_length_is_looked_at_only_as_far_as_a_number_goes() {
    assertThat(phones.read("+31201234567" + " ".repeat(1_000_000)).point()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "+31201112222, +31201112222",
    "020-1112222, +31201112222",
    "+31 (0)20 111 22 22, +31201112222",
    "'\u202a31201112222\u202c', +31201112222",
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

  @Test
  void a_number_that_comes_again_is_not_read_anew() {
    var first = phones.read("020 123 45 67");

    assertThat(phones.read("020 123 45 67")).isSameAs(first);
  }

  @Test
  void only_the_latest_numbers_are_remembered() {
    var first = phones.read("+31201234567");

    for (int n = 0; n < PhoneNumbers.REMEMBERED_MAX; n++) {
      phones.read("extension " + n);
    }

    assertThat(phones.read("+31201234567")).isNotSameAs(first).isEqualTo(first);
  }

  @Test
  void a_long_text_is_not_remembered() {
    var text = "sip:+31201234567@" + "a".repeat(PhoneNumbers.REMEMBERED_LENGTH_MAX);

    var first = phones.read(text);

    assertThat(first.e164()).contains("+31201234567");
    assertThat(phones.read(text)).isNotSameAs(first).isEqualTo(first);
  }
}
