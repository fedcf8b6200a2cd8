package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The unit tests of the pages' states, in {@code src/test/resources/web-tests}: each calls the
 * functions of a module in one Chromium, and no page is driven.
 */
@ExtendWith(VertxExtension.class)
class PageStatesTest {

  private static final int TESTS_MIN = 50;

  @TestFactory
  @SuppressWarnings("unchecked")
  Stream<DynamicTest> states(Vertx vertx) {
    List<Map<String, String>> told;
    try (var pages = new BarePages(vertx)) {
      told = (List<Map<String, String>>)
          pages.evaluate("async () => (await import('/web-tests/all.js')).run()");
    }
    assertThat(told).hasSizeGreaterThanOrEqualTo(TESTS_MIN);
    return told.stream()
        .map(one -> DynamicTest.dynamicTest(
            one.get("name"), () -> assertThat(one.get("problem")).isEmpty()));
  }
}
