package tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import tandem.rehearsal.OneLoop;

class UnhandledExceptionsTest {

  @Test
  void an_unhandled_exception_fails_the_test_that_owns_the_vertx() {
    var listener = new SummaryGeneratingListener();
    var request = LauncherDiscoveryRequestBuilder.request()
        .selectors(selectClass(Careless.class), selectClass(CarelessTogether.class));

    LauncherFactory.create().execute(request.build(), listener);

    var summary = listener.getSummary();
    assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
    assertThat(summary.getFailures())
        .hasSize(3)
        .allSatisfy(failure -> assertThat(failure.getException())
            .isInstanceOf(AssertionError.class)
            .hasRootCauseMessage("nobody catches me"));
  }

  /** A class with wrong tests, which only the test above runs. */
  @ExtendWith(VertxExtension.class)
  static final class Careless {

    @Test
    void throws_on_its_vertx(Vertx vertx) {
      throwOn(vertx);
    }

    @Test
    void throws_on_its_one_loop(OneLoop loop) {
      throwOn(loop.vertx());
    }

    @Test
    void throws_nothing(Vertx vertx) {
      vertx.timer(1).await();
    }

    static void throwOn(Vertx vertx) {
      var over = Promise.<Void>promise();
      var context = vertx.getOrCreateContext();
      context.runOnContext(_ -> {
        throw new IllegalStateException("nobody catches me");
      });
      context.runOnContext(_ -> over.complete());
      over.future().await();
    }
  }

  /** A class whose one instance gets one Vertx before its tests. */
  @ExtendWith(VertxExtension.class)
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static final class CarelessTogether {

    private final Vertx vertx;

    CarelessTogether(Vertx vertx) {
      this.vertx = vertx;
    }

    @Test
    void throws_on_the_vertx_of_all() {
      Careless.throwOn(vertx);
    }
  }
}
