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
import tandem.routing.engine.Floor;
import tandem.routing.engine.Presence;
import tandem.storage.Database;
import tandem.storage.FloorOwnership;

/**
 * The check, at each beat of the floor's owner, that every agent on the floor has a screen at a
 * living node. It compares what is with what should be, so a node's death, lost news and a change
 * of owner in the middle are all one case.
 */
public final class ScreenCheck implements RoutingNode.BeatListener {

  private static final Logger LOG = LoggerFactory.getLogger(ScreenCheck.class);

  /**
   * For this many beats, a second each, no agent is missed after the floor was taken over or its
   * owner could not beat: the agents of a dead owner come back to another node, and after an outage
   * of the database the nodes first say that they are alive.
   */
  static final int PATIENCE_BEATS = 15;

  /**
   * A silent node's rows are struck out for good: it says anew who is there when it wakes. Its row
   * is locked, so that it does not wake in between and take what is struck out for written.
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

  // everything below belongs to the context of the beats
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

  /** Done when everything that this beat's look gave reason to has been said. */
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
        .onFailure(e -> LOG.warn("not all news of screens was told error={}", e.getMessage()))
        .otherwiseEmpty()
        .map(_ -> {
          looking = false; // before anybody hears that it is done
          return null;
        });
  }

  /** Who should have a screen, and who is taken for having none. */
  private record Expected(Set<AgentId> present, Set<AgentId> lost) {
    static Expected of(List<Floor.Agent> agents) {
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
            .pool()
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
    // once is not enough: a new agent is ready a moment before their screen is written down
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
