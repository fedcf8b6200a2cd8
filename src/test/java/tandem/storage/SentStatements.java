package tandem.storage;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** The statements that a Vert.x sends to PostgreSQL, in their order. */
public final class SentStatements implements VertxMetrics {

  private static final Pattern READS_THE_INBOX = Pattern.compile("(FROM|JOIN)\\s+hook_event");

  private final List<String> sent = Collections.synchronizedList(new ArrayList<>());

  public Vertx vertx() {
    return Vertx.builder()
        .with(new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true)))
        .withMetrics(_ -> this)
        .build();
  }

  @Override
  public ClientMetrics<?, ?, ?> createClientMetrics(
      SocketAddress remote, String type, String namespace) {
    return new ClientMetrics<Object, Object, Object>() {
      @Override
      public Object requestBegin(String uri, Object request) {
        sent.add(String.valueOf(request));
        return request;
      }
    };
  }

  public int count() {
    return sent.size();
  }

  /** Those that were sent after the first so many. */
  public List<String> since(int before) {
    var all = List.copyOf(sent);
    return all.subList(before, all.size());
  }

  /** Reads of what was stored of events. */
  public List<String> inboxReadsSince(int before) {
    return since(before).stream().filter(READS_THE_INBOX.asPredicate()).toList();
  }
}
