package tandem.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A currency of ISO 4217. The table is our own file: the JDK's lacks currencies of the standard and
 * differs from version to version, and the pages need the same table.
 */
public final class Currency {

  private static final String TABLE = "currencies.txt";
  private static final String WHOLE_UNITS_ONLY = "none";
  private static final Map<String, Currency> KNOWN = read();

  private final String code;
  private final int digits;

  private Currency(String code, int digits) {
    this.code = code;
    this.digits = digits;
  }

  /** Returns the currency of a code; empty when ISO 4217 has never had the code. */
  public static Optional<Currency> of(String code) {
    return Optional.ofNullable(KNOWN.get(code));
  }

  /** All currencies by code, withdrawn ones too. */
  public static Collection<Currency> all() {
    return KNOWN.values();
  }

  /** The code: three capital letters. */
  public String code() {
    return code;
  }

  /** The number of decimal places of an amount. */
  public int digits() {
    return digits;
  }

  /** Writes an amount in smallest units as people do: 1250 as 12.50. */
  public String written(long minor) {
    return BigDecimal.valueOf(minor, digits).toPlainString();
  }

  @Override
  public String toString() {
    return code;
  }

  /** Reads lines that have a number of decimal places, a colon and codes. */
  private static Map<String, Currency> read() {
    var known = new TreeMap<String, Currency>();
    try (var in = Currency.class.getResourceAsStream(TABLE)) {
      var table =
          Objects.requireNonNull(in, TABLE + " is not on the class path").readAllBytes();
      new String(table, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> {
            var colon = line.indexOf(':');
            var digits = line.substring(0, colon);
            var behindThePoint = digits.equals(WHOLE_UNITS_ONLY) ? 0 : Integer.parseInt(digits);
            for (var code : line.substring(colon + 1).strip().split(" ", -1)) {
              if (known.put(code, new Currency(code, behindThePoint)) != null) {
                throw new IllegalStateException(TABLE + " names " + code + " twice");
              }
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Collections.unmodifiableMap(known);
  }
}
