package tandem.desk.screens;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.AgentId;
import tandem.storage.Database;
import tandem.storage.nodes.FloorOwnership;

/**
 * The register of the agents who have a screen at this node, in a table that all nodes read.
 * Routing is told after the write. An agent whose last socket has closed may reconnect within a
 * grace, because a reload closes the socket too. An agent who leaves this node and has a screen at
 * another living node is not lost. Changes are written in order, one statement at a time; a failed
 * statement is repeated.
 */
public final class ScreenRegister {

  private static final Logger LOG = LoggerFactory.getLogger(ScreenRegister.class);
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

  /** Returns the agents that left and have no screen at any node. */
  private static final String WRITE = """
      WITH come AS (
             INSERT INTO attendance (node, agent) SELECT $1, unnest($2::text[])
             ON CONFLICT DO NOTHING),
           gone AS (
             DELETE FROM attendance WHERE node = $1 AND agent = ANY ($3::text[]))
      SELECT agent
        FROM unnest($3::text[]) AS away (agent)
       WHERE NOT EXISTS (
               SELECT FROM attendance a JOIN desk_node n ON n.id = a.node
                WHERE a.agent = away.agent
                  AND a.node <> $1
                  AND n.seen_at > clock_timestamp() - make_interval(secs => $4))
      """;

  private static final String HAS = "SELECT EXISTS (SELECT FROM attendance WHERE agent = $1)";

  private final Vertx vertx;
  private final Context context;
  private final Database database;
  private final String node;
  private final ScreenNews news;

  // all fields below are used on the context only
  private final Map<AgentId, Boolean> changes = new LinkedHashMap<>();

  /** The timers of the agents within their grace. */
  private final Map<AgentId, Long> awaited = new HashMap<>();

  private boolean writing;
  private boolean closing;

  /** @param node this node's id in the database */
  public ScreenRegister(Vertx vertx, Database database, String node, ScreenNews news) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.database = database;
    this.node = node;
    this.news = news;
  }

  /** Records that the agent has a screen here; call it again if the row may have been deleted. */
  public void here(AgentId agent) {
    context.runOnContext(_ -> {
      stopWaiting(agent);
      put(agent, true);
    });
  }

  /**
   * Notes that the agent's last socket here has closed. Without another socket within the grace the
   * agent counts as away; with a grace of 0, at once.
   */
  public void leaving(AgentId agent, Duration grace) {
    context.runOnContext(_ -> {
      stopWaiting(agent);
      if (closing) {
        return;
      }
      if (grace.isZero()) {
        put(agent, false);
      } else {
        awaited.put(
            agent,
            vertx.setTimer(
                grace.toMillis(), timer -> context.runOnContext(_ -> graceIsOver(agent, timer))));
      }
    });
  }

  /**
   * Stops reporting agents as away, so that an agent who reconnects at another node before this
   * node's silence is noticed does not count as lost.
   */
  public void close() {
    context.runOnContext(_ -> {
      closing = true;
      awaited.values().forEach(vertx::cancelTimer);
      awaited.clear();
    });
  }

  /**
   * Whether the agent has a screen at any node. The rows of a node that has died are there until
   * its silence is noticed.
   */
  public Future<Boolean> hasScreen(SqlConnection sql, AgentId agent) {
    return sql.preparedQuery(HAS)
        .execute(Tuple.of(agent.value()))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** The number of agents within their grace. */
  public Future<Integer> awaited() {
    return Future.future(answer -> context.runOnContext(_ -> answer.complete(awaited.size())));
  }

  private void graceIsOver(AgentId agent, long timer) {
    if (awaited.remove(agent, timer)) {
      put(agent, false);
    }
  }

  private void stopWaiting(AgentId agent) {
    Optional.ofNullable(awaited.remove(agent)).ifPresent(vertx::cancelTimer);
  }

  private void put(AgentId agent, boolean here) {
    changes.put(agent, here);
    write();
  }

  private void write() {
    if (writing || changes.isEmpty()) {
      return;
    }
    writing = true;
    var written = Map.copyOf(changes);
    changes.clear();
    database
        .reserve()
        .preparedQuery(WRITE)
        .execute(Tuple.of(
            node, those(written, true), those(written, false), FloorOwnership.SILENCE_SECONDS_MAX))
        .map(rows ->
            rows.stream().map(row -> new AgentId(row.getString("agent"))).toList())
        .onComplete(result -> context.runOnContext(_ -> {
          writing = false;
          if (result.succeeded()) {
            say(written, result.result());
            write();
          } else {
            LOG.warn(
                "the screens of this node cannot be written error={}",
                result.cause().getMessage());
            written.forEach(changes::putIfAbsent);
            vertx.setTimer(AGAIN_AFTER.toMillis(), _ -> context.runOnContext(_ -> write()));
          }
        }));
  }

  private static String[] those(Map<AgentId, Boolean> written, boolean here) {
    return written.entrySet().stream()
        .filter(one -> one.getValue() == here)
        .map(one -> one.getKey().value())
        .toArray(String[]::new);
  }

  /**
   * Tells routing, unless the state has changed again. The owner's {@link ScreenCheck} repairs lost
   * reports.
   */
  private void say(Map<AgentId, Boolean> written, List<AgentId> lost) {
    written.forEach((agent, here) -> {
      if (here && !changes.containsKey(agent)) {
        tell(news.found(agent));
      }
    });
    lost.stream()
        .filter(agent -> !changes.containsKey(agent))
        .forEach(agent -> tell(news.lost(agent)));
  }

  private static void tell(Future<?> told) {
    told.onFailure(
        e -> LOG.debug("routing did not take a change of a screen error={}", e.getMessage()));
  }
}
