package tandem.desk.agents;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.AgentId;
import tandem.desk.casework.ClaimDesk;
import tandem.storage.Database;
import tandem.storage.FloorOwnership;

/**
 * Which agents have a screen at this node, where all nodes can read it; routing is told after it is
 * written. An agent who is away from here and has a screen at another node that is alive is not
 * lost. Written in order, one statement at a time, everything that has changed meanwhile in the
 * next one; until it is written it is tried again.
 */
public final class AttendanceBook {

  private static final Logger LOG = LoggerFactory.getLogger(AttendanceBook.class);
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

  /** Answers with those who are away and have a screen nowhere. */
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

  private final Vertx vertx;
  private final Context context;
  private final Database database;
  private final String node;
  private final AgentCommands routing;
  private final ClaimDesk claims;

  // everything below belongs to the context
  private final Map<AgentId, Boolean> changes = new LinkedHashMap<>();
  private boolean writing;

  /** @param node this node, as the database knows it */
  public AttendanceBook(
      Vertx vertx, Database database, String node, AgentCommands routing, ClaimDesk claims) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.database = database;
    this.node = node;
    this.routing = routing;
    this.claims = claims;
  }

  /** The agent has a screen here; said again where it may have been struck out. */
  public void here(AgentId agent) {
    put(agent, true);
  }

  /** The agent's last screen here is gone. */
  public void away(AgentId agent) {
    put(agent, false);
  }

  private void put(AgentId agent, boolean here) {
    context.runOnContext(_ -> {
      changes.put(agent, here);
      write();
    });
  }

  private void write() {
    if (writing || changes.isEmpty()) {
      return;
    }
    writing = true;
    var written = Map.copyOf(changes);
    changes.clear();
    database
        .pool()
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
            LOG.warn("who is here cannot be written error={}", result.cause().getMessage());
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

  /** Unless it has changed again. What gets lost here the owner's {@link RollCall} makes good. */
  private void say(Map<AgentId, Boolean> written, List<AgentId> lost) {
    written.forEach((agent, here) -> {
      if (here && !changes.containsKey(agent)) {
        tell(routing.found(agent));
      }
    });
    lost.stream().filter(agent -> !changes.containsKey(agent)).forEach(agent -> {
      tell(routing.lost(agent));
      tell(claims.release(agent));
    });
  }

  private static void tell(Future<?> told) {
    told.onFailure(e -> LOG.debug("a screen's news is not heard error={}", e.getMessage()));
  }
}
