package tandem.rehearsal;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.junit5.ParameterClosingConsumer;
import io.vertx.junit5.VertxExtensionParameterProvider;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;

/**
 * A Vert.x with one event loop, as a parameter of a test: both ends of its connections are on that
 * loop and need no lock.
 */
public record OneLoop(Vertx vertx) {

  /** Makes it for a test and closes it afterwards. */
  public static final class Provider implements VertxExtensionParameterProvider<OneLoop> {

    @Override
    public Class<OneLoop> type() {
      return OneLoop.class;
    }

    @Override
    public String key() {
      return "OneLoop";
    }

    @Override
    public OneLoop newInstance(ExtensionContext test, ParameterContext parameter) {
      return new OneLoop(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1)));
    }

    @Override
    public ParameterClosingConsumer<OneLoop> parameterClosingConsumer() {
      return loop -> loop.vertx().close().await();
    }
  }
}
