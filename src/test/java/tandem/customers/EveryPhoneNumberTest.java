package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All example numbers of libphonenumber, of all regions and types, in carriers' spellings. The
 * expected number is the library's own.
 */
class EveryPhoneNumberTest {

  private static final PhoneNumberUtil LIBRARY = PhoneNumberUtil.getInstance();
  private static final String NOWHERE = "001";

  private static final List<String> SPELLINGS =
      List.of("", "sip:", "whatsapp:", "\u202d", "00", "sip:00", "011");

  private record Example(String region, PhoneNumber number, String e164) {}

  private static final List<Example> EXAMPLES = examples();

  private static List<Example> examples() {
    var examples = new ArrayList<Example>();
    for (var region : new TreeSet<>(LIBRARY.getSupportedRegions())) {
      for (var type : PhoneNumberType.values()) {
        Optional.ofNullable(LIBRARY.getExampleNumberForType(region, type))
            .ifPresent(number -> examples.add(example(region, number)));
      }
    }
    for (var countryCode : new TreeSet<>(LIBRARY.getSupportedGlobalNetworkCallingCodes())) {
      examples.add(example(NOWHERE, LIBRARY.getExampleNumberForNonGeoEntity(countryCode)));
    }
    return List.copyOf(examples);
  }

  private static Example example(String region, PhoneNumber number) {
    return new Example(region, number, LIBRARY.format(number, PhoneNumberFormat.E164));
  }

  @Test
  void there_is_an_example_of_every_region_and_hundreds_of_types() {
    assertThat(EXAMPLES).hasSizeGreaterThan(1_000);
    assertThat(EXAMPLES.stream().map(Example::region).distinct())
        .containsAll(LIBRARY.getSupportedRegions())
        .contains(NOWHERE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NL", "DE", "US", "GB", "IT", "FR", "AR", "MX", "BR", "JP", "RU", "HU"})
  void a_number_with_a_plus_is_that_number_at_every_site_however_it_is_wrapped(String site) {
    var phones = new PhoneNumbers(site);

    for (var example : EXAMPLES) {
      for (var written : withPlus(example)) {
        assertThat(phones.e164(written)).as(written).contains(example.e164());
        assertThat(phones.called(written)).as(written).isEqualTo(example.e164());
      }
    }
  }

  private static List<String> withPlus(Example example) {
    var e164 = example.e164();
    var digits = e164.substring(1);
    var international = LIBRARY.format(example.number(), PhoneNumberFormat.INTERNATIONAL);
    return List.of(
        e164,
        international,
        international.replace(' ', '\u00a0'),
        international.replace(' ', '\u2009'),
        international.replace(' ', '\t'),
        international.replace(' ', '.'),
        international.replace(' ', '\u2011'),
        LIBRARY.format(example.number(), PhoneNumberFormat.RFC3966),
        LIBRARY.format(example.number(), PhoneNumberFormat.RFC3966) + ";ext=42",
        "whatsapp:" + e164,
        "sip:" + e164 + "@10.0.0.1:5060;user=phone",
        "sip:%2B" + digits + "@[2001:db8::1]",
        "\"+1 212 555 2368\" <sip:" + e164 + "@trunk.example>;tag=7",
        "\u202a" + e164 + "\u202c",
        "\ufeff\u200e" + String.join("\u2060", e164.split("")),
        digits
            .chars()
            .mapToObj(digit -> Character.toString(digit - '0' + 0x0660))
            .reduce("\u200f+", String::concat));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NL", "DE", "US", "GB", "IT", "FR", "AR", "MX", "BR", "JP", "RU", "HU"})
  void without_a_plus_it_is_that_number_or_noted_to_be_a_number_of_the_site_as_well(String site)
      throws NumberParseException {
    var phones = new PhoneNumbers(site);
    int noted = 0;

    for (var example : EXAMPLES) {
      var digits = example.e164().substring(1);
      for (var prefix : SPELLINGS) {
        var written = prefix + digits + (prefix.startsWith("sip") ? "@trunk.example" : "");
        var dialled = prefix.replaceAll("[^0-9]", "") + digits;
        var read = phones.e164(written);

        if (!read.equals(Optional.of(example.e164()))) {
          noted++;
          assertThat(read).as(written).contains(own(dialled, site));
          assertThat(phones.read(written).other()).as(written).contains(example.e164());
        }
      }
    }

    // Germany's lists take almost any digits: four in nine; the Netherlands' one in seventy
    assertThat(noted)
        .as("read as the site's own")
        .isLessThan(EXAMPLES.size() * SPELLINGS.size() / 2);
  }

  /** The library's own reading; fails when it is not a valid number of the site. */
  private static String own(String digits, String site) throws NumberParseException {
    var number = LIBRARY.parse(digits, site);
    assertThat(LIBRARY.isValidNumber(number)).as(digits + " in " + site).isTrue();
    return LIBRARY.format(number, PhoneNumberFormat.E164);
  }

  @Test
  void the_sites_own_numbers_are_known_as_they_are_written_there() {
    var unknown = new ArrayList<String>();

    for (var example : EXAMPLES) {
      if (!example.region().equals(NOWHERE)) {
        var phones = new PhoneNumbers(example.region());
        var national = LIBRARY.format(example.number(), PhoneNumberFormat.NATIONAL);
        var digits = national.replaceAll("[^0-9]", "");
        for (var written :
            List.of(national, digits, "\u2066" + national + "\u2069", "tel:" + digits)) {
          var read = phones.e164(written);
          System.err.println(
              read.equals(Optional.of(example.e164())) ? "" : example + " " + written + " " + read);
        }
      }
    }

    assertThat(unknown).isEmpty();
  }
}
