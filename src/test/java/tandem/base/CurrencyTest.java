package tandem.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrencyTest {

  @ParameterizedTest
  @CsvSource({
    "EUR, 2", "HUF, 2", "RSD, 2", "ALL, 2", "MGA, 2", "MRU, 2", "LBP, 2", "COP, 2", "IDR, 2",
    "ISK, 0", "JPY, 0", "UGX, 0", "KRW, 0", "UYI, 0", "IQD, 3", "KWD, 3", "TND, 3", "CLF, 4",
    "UYW, 4"
  })
  void a_currency_has_the_digits_of_iso_4217(String code, int digits) {
    assertThat(Currency.of(code).orElseThrow().digits()).isEqualTo(digits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"XAU", "XDR", "XXX", "XTS"})
  void a_code_without_a_smaller_unit_is_counted_in_whole_ones(String code) {
    assertThat(Currency.of(code).orElseThrow().digits()).isZero();
  }

  @Test
  void every_currency_that_the_runtime_knows_is_known_with_the_same_digits() {
    for (var other : java.util.Currency.getAvailableCurrencies()) {
      assertThat(Currency.of(other.getCurrencyCode()).orElseThrow().digits())
          .as(other.getCurrencyCode())
          .isEqualTo(Math.max(0, other.getDefaultFractionDigits()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1999000, HUF, 19990.00",
    "5, EUR, 0.05",
    "1005, KWD, 1.005",
    "1250, JPY, 1250",
    "7, XAU, 7"
  })
  void an_amount_is_written_with_the_digits_of_its_currency(long minor, String code, String text) {
    assertThat(Currency.of(code).orElseThrow().written(minor)).isEqualTo(text);
  }

  @Test
  void every_code_is_three_capital_letters_and_found_by_itself() {
    assertThat(Currency.all()).hasSizeGreaterThan(200).allSatisfy(currency -> {
      assertThat(currency.code()).matches(Pattern.compile("[A-Z]{3}"));
      assertThat(Currency.of(currency.code())).containsSame(currency);
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "eur", "EU", "EURO", "QQQ", "€"})
  void an_unknown_code_is_not_a_currency(String code) {
    assertThat(Currency.of(code)).isEmpty();
  }
}
