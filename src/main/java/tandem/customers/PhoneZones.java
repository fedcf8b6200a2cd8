package tandem.customers;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The time zones of phone numbers: that of the number's country, if the country has only one.
 * Nothing is guessed for the others. Any thread may call.
 */
public final class PhoneZones {

  private static final String ZONES = "/tandem/customers/zones.txt";

  private final Map<String, ZoneId> byCountry = read();

  private static Map<String, ZoneId> read() {
    try (var in = Objects.requireNonNull(PhoneZones.class.getResourceAsStream(ZONES), ZONES)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", -1))
          // a Java runtime may be older than the list
          .filter(parts -> ZoneId.getAvailableZoneIds().contains(parts[1]))
          .collect(Collectors.toUnmodifiableMap(parts -> parts[0], parts -> ZoneId.of(parts[1])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number of countries with a zone. */
  int countries() {
    return byCountry.size();
  }

  /** Finds the zone of a number in E.164; empty for any other text. */
  public Optional<ZoneId> of(String e164) {
    if (!e164.startsWith("+")) {
      return Optional.empty();
    }
    var numbers = PhoneNumberUtil.getInstance();
    try {
      return Optional.ofNullable(numbers.getRegionCodeForNumber(numbers.parse(e164, null)))
          .map(byCountry::get);
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }
}
