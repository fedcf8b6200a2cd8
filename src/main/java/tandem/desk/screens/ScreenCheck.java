package tandem.desk.screens;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.AgentId;
import tandem.routing.CommittedFloor;
import tandem.routing.RoutingNode;
import tandem.routing.engine.AgentState;
import tandem.routing.engine.Presence;
import tandem.storage.Database;
import tandem.storage.nodes.FloorOwnership;

/**
 * The check, at each beat of the floor's owner, that every agent on the floor has a screen at a
 * living node. It compares the floor with the screens, so a node's death, lost news and a change of
 * owner need no code of their own.
 */
public final class ScreenCheck implements RoutingNode.BeatListener {

  private static final Logger LOG = LoggerFactory.getLogger(ScreenCheck.class);

  /**
   * The number of beats, a second each, in which no agent counts as lost after a takeover or a gap
   * in the owner's beats. In this time the agents of a dead owner reconnect to another node, and
   * the nodes report after an outage of the database that they are alive.
   */
  static final int PATIENCE_BEATS = 15;

  /**
   * Deletes the rows of a silent node; a node that wakes records its agents again. The node's row
   * is locked, so that it does not wake in between and count deleted rows as written.
   */
  private static final String LOOK = """
      WITH silent AS (
             SELECT id FROM desk_node n
              WHERE $2
                AND seen_at <= clock_timestamp() - make_interval(secs => $1)
                AND EXISTS (SELECT FROM attendance a WHERE a.node = n.id)
              ORDER BY id
                FOR NO KEY UPDATE),
           struck AS (
             DELETE FROM attendance WHERE node IN (SELECT id FROM silent) RETURNING agent)
      SELECT (SELECT coalesce(array_agg(DISTINCT a.agent), '{}')
                FROM attendance a JOIN desk_node n ON n.id = a.node
               WHERE n.seen_at > clock_timestamp() - make_interval(secs => $1)) AS here,
             (SELECT coalesce(array_agg(DISTINCT agent), '{}') FROM struck) AS struck
      """;

  private final Database database;
  private final CommittedFloor committed;
  private final ScreenNews news;

  // all fields below are used on the context of the beats only
  private OptionalLong term = OptionalLong.empty();
  private int beats;
  private boolean looking;
  private Set<AgentId> nowhere = Set.of();

  public ScreenCheck(Database database, CommittedFloor committed, ScreenNews news) {
    this.database = database;
    this.committed = committed;
    this.news = news;
  }

  @Override
  public void beat(boolean late, OptionalLong epoch) {
    var _ = checked(late, epoch);
  }

  /** Checks the screens; completes when all results of this beat have been reported. */
  Future<Void> checked(boolean late, OptionalLong epoch) {
    if (late || !epoch.equals(term)) {
      term = epoch;
      beats = 0;
      nowhere = Set.of();
    }
    if (epoch.isEmpty() || looking) {
      return Future.succeededFuture();
    }
    beats++;
    looking = true;
    return look(epoch, beats > PATIENCE_BEATS)
        .onFailure(
            e -> LOG.warn("not all changes of screens were reported error={}", e.getMessage()))
        .otherwiseEmpty()
        .map(_ -> {
          looking = false; // before the caller learns that the check is complete
          return null;
        });
  }

  /** The agents who should have a screen, and those who count as lost. */
  private record Expected(Set<AgentId> present, Set<AgentId> lost) {
    static Expected of(List<AgentState> agents) {
      var present = new HashSet<AgentId>();
      var lost = new HashSet<AgentId>();
      for (var agent : agents) {
        if (agent.lost()) {
          lost.add(agent.id());
        } else if (!(agent.presence() instanceof Presence.Offline)) {
          present.add(agent.id());
        }
      }
      return new Expected(present, lost);
    }
  }

  private Future<Void> look(OptionalLong epoch, boolean missing) {
    return committed
        .read(floor -> List.copyOf(floor.agents()))
        .map(Expected::of)
        .compose(expected -> database
            .reserve()
            .preparedQuery(LOOK)
            .execute(Tuple.of(FloorOwnership.SILENCE_SECONDS_MAX, missing))
            .map(rows -> rows.iterator().next())
            .compose(row -> epoch.equals(term)
                ? compare(expected, agents(row, "here"), agents(row, "struck"), missing)
                : Future.succeededFuture()));
  }

  private Future<Void> compare(
      Expected expected, Set<AgentId> here, Set<AgentId> struck, boolean missing) {
    var told = new ArrayList<Future<?>>();
    expected.lost().stream().filter(here::contains).map(news::found).forEach(told::add);
    if (missing) {
      missed(expected, here, struck).stream().map(news::lost).forEach(told::add);
    }
    return Future.join(told).mapEmpty();
  }

  private Set<AgentId> missed(Expected expected, Set<AgentId> here, Set<AgentId> struck) {
    var missed = without(struck, here);
    var absent = without(expected.present(), here);
    // missing once is not enough: a new agent is ready shortly before their screen is recorded
    absent.stream().filter(nowhere::contains).forEach(missed::add);
    nowhere = absent;
    if (!missed.isEmpty()) {
      LOG.info("agents have no screen at a living node agents={}", missed.size());
    }
    return missed;
  }

  private static Set<AgentId> without(Set<AgentId> all, Set<AgentId> some) {
    var rest = new HashSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private static Set<AgentId> agents(Row row, String column) {
    return Arrays.stream(row.getArrayOfStrings(column))
        .map(AgentId::new)
        .collect(Collectors.toSet());
  }
}
