package tandem.rehearsal.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.document.Json;
import tandem.rehearsal.FreePort;
import tandem.rehearsal.OneLoop;
import tandem.rehearsal.ServerAddress;
import tandem.rehearsal.SmallServer;
import tandem.rehearsal.day.RealDay;
import tandem.rehearsal.day.RealDay.Agent;
import tandem.rehearsal.day.RealDay.Call;
import tandem.rehearsal.day.RealDay.Run;
import tandem.rehearsal.day.RealDay.Service;

@Timeout(60)
@ExtendWith(VertxExtension.class)
class DayReplayTest {

  private final Vertx vertx;
  private final Ids ids = new Ids(Clock.systemUTC(), new Random(1));
  private final URI commandUrl =
      URI.create("http://127.0.0.1:" + new FreePort().number() + "/commands");
  private final SmallServer server = new SmallServer(vertx, commandUrl);
  private final List<String> progress = new CopyOnWriteArrayList<>();

  DayReplayTest(OneLoop loop) {
    vertx = loop.vertx();
    super();
  }

  private DayReplay replay(RealDay day, int speed, String secret) {
    var at = server.open().await();
    return new DayReplay(
        vertx,
        Clock.systemUTC(),
        ids,
        new ServerAddress(at, "admin", secret, commandUrl),
        day,
        new Pace(speed),
        progress::add);
  }

  /**
   * A day on which a caller calls one of two agents every ten seconds; every fifth hangs up after
   * two seconds.
   */
  private static RealDay day(int callCount) {
    var calls = new ArrayList<Call>();
    for (int n = 0; n < callCount; n++) {
      boolean hangs = n % 5 == 4;
      calls.add(new Call(
          n,
          Integer.toString(n),
          false,
          "PS",
          100 + 10 * n,
          hangs ? 2 : 0,
          hangs ? Optional.empty() : Optional.of(new Service(100 + 10 * n, 15, "ANA"))));
    }
    int until = 100 + 10 * callCount;
    var agents = List.of(
        new Agent("ANA", new TreeSet<>(List.of("PS")), List.of(new Run(100, until))),
        new Agent("BEN", new TreeSet<>(List.of("PS")), List.of(new Run(100, until - 50))));
    return new RealDay("990201", calls, agents, Map.of(), List.of());
  }

  @Test
  void a_day_is_lived_and_nothing_is_lost() throws IOException {
    var report = replay(day(50), 60, SmallServer.SECRET).run().await();

    assertThat(report.clean()).as(String.join("\n", progress)).isTrue();
    assertThat(report.replayed().calls()).isEqualTo(50);
    assertThat(report.replayed().served() + report.replayed().abandoned()).isEqualTo(50);
    assertThat(report.replayed().served()).isGreaterThanOrEqualTo(40);
    assertThat(report.offers()).isBetween(report.replayed().served(), 50);
    assertThat(report.real().served()).isEqualTo(40);
    assertThat(Json.MAPPER.readTree(report.json()).fieldNames())
        .toIterable()
        .containsExactly(
            "date",
            "speed",
            "agents",
            "calls",
            "skipped",
            "skipped_by_reason",
            "served",
            "abandoned",
            "mean_wait_seconds",
            "p90_wait_seconds",
            "max_wait_seconds",
            "service_level_20s",
            "real",
            "offers",
            "retries",
            "max_driver_lag_seconds",
            "wall_seconds",
            "lost",
            "duplicates",
            "violations");
    assertThat(report.table()).contains("real day", "lost 0, duplicates 0, violations 0");
  }

  @Test
  void callers_who_never_hang_up_are_answered_even_after_the_day() {
    var late = new Call(1, "0", false, "PS", 130, 0, Optional.of(new Service(130, 60, "ANA")));
    var later = new Call(2, "0", false, "PS", 131, 0, Optional.of(new Service(131, 60, "ANA")));
    var ana = new Agent("ANA", new TreeSet<>(List.of("PS")), List.of(new Run(100, 150)));
    var day = new RealDay("990201", List.of(late, later), List.of(ana), Map.of(), List.of());

    var report = replay(day, 60, SmallServer.SECRET).run().await();

    assertThat(report.clean()).as(String.join("\n", progress)).isTrue();
    assertThat(report.replayed().served()).isEqualTo(2);
    assertThat(report.replayed().maxWaitSeconds().doubleValue()).isGreaterThan(55);
  }

  @Test
  void a_break_of_the_server_in_mid_day_loses_nothing() {
    server.breakAfterBridges = 15;

    var report = replay(day(60), 60, SmallServer.SECRET).run().await();

    assertThat(report.clean()).as(String.join("\n", progress)).isTrue();
    assertThat(report.retries()).isPositive();
    assertThat(List.of("replay-ana hello", "replay-ben hello"))
        .as("come back, if need be more than once")
        .allSatisfy(word ->
            assertThat(Collections.frequency(server.heard, word)).isGreaterThanOrEqualTo(2));
  }

  @Test
  void a_server_that_refuses_the_signature_ends_the_replay() {
    var replay = replay(day(5), 60, "whsec_AAAA");

    assertThatThrownBy(() -> replay.run().await()).isInstanceOf(Failure.Denied.class);
  }
}
