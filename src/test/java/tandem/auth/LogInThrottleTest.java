package tandem.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Failure;

@ExtendWith(VertxExtension.class)
class LogInThrottleTest {

  private static final String HERE = "10.0.0.1";
  private static final Optional<String> UNKNOWN = Optional.empty();

  private final Entrance entrance;

  LogInThrottleTest(Vertx vertx) {
    this.entrance = new Entrance(vertx, "");
    super();
  }

  @BeforeEach
  void people() {
    entrance.people();
  }

  @AfterEach
  void close() {
    entrance.close();
  }

  @Test
  void wrong_tries_wait_longer_and_longer_but_never_longer_than_the_maximum() {
    var waits = new ArrayList<Duration>();
    for (int i = 0; i < 16; i++) {
      var refused = guess("ana", HERE, UNKNOWN);
      var wait = refused instanceof Failure.TooMany many ? many.retryAfter() : Duration.ZERO;
      waits.add(wait);
      entrance.clock.pass(wait);
      if (!wait.isZero()) {
        assertThat(guess("ana", HERE, UNKNOWN)).isInstanceOf(Failure.Unauthenticated.class);
      }
    }

    assertThat(waits).isSorted();
    assertThat(waits.subList(0, 7).stream().map(Duration::toSeconds))
        .containsExactly(0L, 0L, 0L, 0L, 0L, 1L, 2L);
    assertThat(waits.getLast()).isEqualTo(LogInThrottle.DELAY_LONGEST);
  }

  @Test
  void parallel_guesses_count_from_their_beginning() {
    var guesses = Future.join(IntStream.range(0, 40)
        .mapToObj(i -> entrance.sessions.logIn("ana", "guess number " + i, HERE, UNKNOWN))
        .toList());
    assertThatThrownBy(guesses::await).isInstanceOf(Failure.class);

    var checked = IntStream.range(0, 40)
        .filter(i -> guesses.cause(i) instanceof Failure.Unauthenticated)
        .count();
    assertThat(checked).isEqualTo(LogInThrottle.FREE_TRIES);
  }

  @Test
  void wrong_passwords_from_elsewhere_do_not_lock_an_account() {
    for (int i = 0; i < 40; i++) {
      guess("ana", "10.0.9." + i / 10, UNKNOWN);
    }

    assertThat(right("ana", HERE, UNKNOWN)).isNull();
  }

  @Test
  void wrong_log_ins_from_one_address_do_not_lock_out_the_others_behind_it() {
    assertThat(right("sam", HERE, UNKNOWN)).isNull();
    for (int i = 0; i < 300; i++) {
      assertThat(guess("account-" + i, HERE, UNKNOWN)).isInstanceOf(Failure.Unauthenticated.class);
    }

    assertThat(right("ana", HERE, UNKNOWN)).isNull();
    assertThat(right("sam", HERE, UNKNOWN)).isNull();
    assertThat(guess("root", HERE, UNKNOWN)).isInstanceOf(Failure.Unauthenticated.class);
    assertThat(right("root", HERE, UNKNOWN)).isNull();
  }

  @Test
  void one_address_that_tries_many_accounts_is_delayed_at_each_of_them() {
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < LogInThrottle.FREE_TRIES; j++) {
        assertThat(guess("account-" + i, HERE, UNKNOWN))
            .isInstanceOf(Failure.Unauthenticated.class);
      }
    }

    for (int i = 0; i < 20; i++) {
      assertThat(guess("account-" + i, HERE, UNKNOWN)).isInstanceOf(Failure.TooMany.class);
    }
  }

  @Test
  void guesses_at_one_account_from_many_addresses_are_slowed_for_unknown_devices_only() {
    var refused = new ArrayList<Failure>();
    for (int i = 0; i < LogInThrottle.OF_ACCOUNT_AT_ONCE + 20; i++) {
      refused.add(guess("ana", "10.9.0." + i, UNKNOWN));
    }

    assertThat(refused.subList(0, LogInThrottle.OF_ACCOUNT_AT_ONCE))
        .hasOnlyElementsOfType(Failure.Unauthenticated.class);
    assertThat(refused.subList(LogInThrottle.OF_ACCOUNT_AT_ONCE, refused.size()))
        .hasOnlyElementsOfType(Failure.TooMany.class);
    assertThat(right("ana", HERE, UNKNOWN)).isInstanceOf(Failure.TooMany.class);
    assertThat(right("ana", HERE, Optional.of("her laptop"))).isNull();
    assertThat(right("sam", HERE, UNKNOWN)).isNull();
    entrance.clock.pass(Duration.ofSeconds(10));
    assertThat(right("ana", HERE, UNKNOWN)).isNull();
  }

  @Test
  void who_takes_every_try_of_an_account_keeps_nobody_out_where_they_have_logged_in_lately() {
    assertThat(right("ana", HERE, UNKNOWN)).isNull();
    for (int i = 0; i < LogInThrottle.OF_ACCOUNT_AT_ONCE; i++) {
      guess("ana", "10.9.0." + i, UNKNOWN);
    }
    for (int i = 0; i < 5; i++) {
      entrance.clock.pass(Duration.ofSeconds(10));
      assertThat(guess("ana", "10.9.1." + i, UNKNOWN)).isInstanceOf(Failure.Unauthenticated.class);
      assertThat(right("ana", "10.0.0.2", UNKNOWN)).isInstanceOf(Failure.TooMany.class);
      assertThat(right("ana", HERE, UNKNOWN)).isNull();
    }
    assertThat(right("sam", HERE, UNKNOWN)).isNull();

    for (int i = 0; i < LogInThrottle.FREE_TRIES; i++) {
      assertThat(guess("ana", HERE, UNKNOWN)).isInstanceOf(Failure.Unauthenticated.class);
    }
    assertThat(guess("ana", HERE, UNKNOWN)).isInstanceOf(Failure.TooMany.class);
  }

  @Test
  void an_address_is_not_known_for_ever() {
    assertThat(right("ana", HERE, UNKNOWN)).isNull();
    entrance.clock.pass(LogInThrottle.ADDRESS_KNOWN);
    for (int i = 0; i < LogInThrottle.OF_ACCOUNT_AT_ONCE; i++) {
      guess("ana", "10.9.0." + i, UNKNOWN);
    }

    assertThat(right("ana", HERE, UNKNOWN)).isInstanceOf(Failure.TooMany.class);
  }

  @Test
  void a_known_device_is_let_in_at_once_whatever_strangers_at_its_address_do() {
    for (int i = 0; i < 100; i++) {
      guess("ana", HERE, UNKNOWN);
    }

    assertThat(right("ana", HERE, UNKNOWN)).isInstanceOf(Failure.TooMany.class);
    assertThat(right("ana", HERE, Optional.of("her laptop"))).isNull();
  }

  @Test
  void guesses_at_a_known_device_are_slowed_too() {
    var device = Optional.of("a stolen laptop");
    for (int i = 0; i < LogInThrottle.FREE_TRIES; i++) {
      assertThat(guess("ana", HERE, device)).isInstanceOf(Failure.Unauthenticated.class);
    }

    assertThat(right("ana", HERE, device)).isInstanceOf(Failure.TooMany.class);
    assertThat(right("ana", HERE, UNKNOWN)).isNull();
  }

  @Test
  void an_outage_of_the_database_is_no_wrong_try() {
    entrance
        .database
        .database()
        .pool()
        .query("ALTER TABLE account RENAME TO away")
        .execute()
        .await();
    for (int i = 0; i < LogInThrottle.FREE_TRIES + 5; i++) {
      assertThatThrownBy(() ->
              entrance.sessions.logIn("ana", Entrance.PASSWORD, HERE, UNKNOWN).await())
          .isNotInstanceOf(Failure.class);
    }
  }

  @Test
  void the_throttle_remembers_no_more_keys_than_its_maximum() {
    var delays = new GrowingDelays(
        1, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofHours(1), 100);
    var now = Instant.EPOCH;

    for (int i = 0; i < 1_000; i++) {
      delays.begin("key " + i, now);
    }

    assertThat(delays.keys()).isEqualTo(100);
    assertThat(delays.begin("key 999", now)).isPositive();
    assertThat(delays.begin("key 999", now.plus(Duration.ofHours(1)))).isZero();
  }

  @Test
  void hashing_for_known_devices_goes_first_and_the_others_take_turns() {
    var line = new Line(1, 1, 8, 3);
    line.add(stranger("busy"), "first");
    for (int i = 1; i <= 4; i++) {
      line.add(stranger("a"), "a" + i);
    }
    line.add(stranger("b"), "b1");
    line.add(WorkLine.Asker.atKnownAddress("ana", "a"), "ana at a");
    line.add(ANAS_DEVICE, "her device");

    line.endAll();

    assertThat(line.refused).containsExactly("a4");
    assertThat(line.done)
        .containsExactly("first", "her device", "a1", "b1", "ana at a", "a2", "a3");
  }

  @Test
  void strangers_never_take_all_threads() {
    var line = new Line(2, 1, 8, 8);
    line.add(stranger("a"), "stranger");
    line.add(stranger("b"), "another stranger");
    line.add(WorkLine.Asker.atKnownAddress("sam", "b"), "sam");

    line.add(ANAS_DEVICE, "her device");

    assertThat(line.done).containsExactly("stranger", "her device");
  }

  @Test
  void one_account_on_its_devices_keeps_no_other_waiting_for_all_its_work() {
    var line = new Line(1, 1, 8, 8);
    for (int i = 1; i <= 8; i++) {
      line.add(ANAS_DEVICE, "ana" + i);
    }
    line.add(WorkLine.Asker.onKnownDevice("sam"), "sam");

    line.endAll();

    assertThat(line.refused).isEmpty();
    assertThat(line.done.subList(0, 3)).containsExactly("ana1", "ana2", "sam");
  }

  @Test
  void strangers_who_fill_the_line_keep_out_neither_other_strangers_nor_anybody_known() {
    var line = new Line(1, 1, 8, 4);
    line.add(stranger("busy"), "first");
    for (int i = 1; i <= 4; i++) {
      line.add(stranger("a"), "a" + i);
      line.add(stranger("b"), "b" + i);
    }

    line.add(stranger("c"), "c1");
    line.add(WorkLine.Asker.atKnownAddress("ana", "a"), "ana at a");
    line.endAll();

    assertThat(line.refused).hasSize(1).doesNotContain("c1", "ana at a");
    assertThat(line.done).hasSize(10).contains("c1", "ana at a");
  }

  private static final WorkLine.Asker ANAS_DEVICE = WorkLine.Asker.onKnownDevice("ana");

  private static WorkLine.Asker stranger(String address) {
    return WorkLine.Asker.stranger(address);
  }

  /** A line whose work is done when a test says so. */
  private static final class Line {
    final WorkLine line;
    final List<String> done = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    private final Deque<WorkLine.Asker> running = new ArrayDeque<>();

    Line(int atOnce, int othersAtOnce, int waitingMax, int waitingOfEachMax) {
      line = new WorkLine(atOnce, othersAtOnce, waitingMax, waitingOfEachMax);
    }

    void add(WorkLine.Asker asker, String name) {
      line.add(
          asker,
          () -> {
            done.add(name);
            running.add(asker);
          },
          () -> refused.add(name));
    }

    void endAll() {
      while (!running.isEmpty()) {
        line.ended(running.removeFirst());
      }
    }
  }

  @Test
  void a_device_is_known_to_the_accounts_that_logged_in_from_it_and_to_no_other() {
    var devices = new KnownDevices("secret", entrance.random, entrance.clock);
    var cookie = devices.remember(Optional.empty(), "ana");
    cookie = devices.remember(Optional.of(cookie), "bo");

    assertThat(devices.find(Optional.of(cookie), "ana")).isPresent();
    assertThat(devices.find(Optional.of(cookie), "bo"))
        .isEqualTo(devices.find(Optional.of(cookie), "ana"));
    assertThat(devices.find(Optional.of(cookie), "cem")).isEmpty();
    assertThat(new KnownDevices("another secret", entrance.random, entrance.clock)
            .find(Optional.of(cookie), "ana"))
        .isEmpty();
    entrance.clock.pass(KnownDevices.LIFETIME);
    assertThat(devices.find(Optional.of(cookie), "ana")).isEmpty();
  }

  @Test
  void a_forged_or_broken_device_cookie_makes_no_device_known() {
    var devices = new KnownDevices("secret", entrance.random, entrance.clock);
    var cookie = devices.remember(Optional.empty(), "ana");
    var other = devices.remember(Optional.empty(), "ana");
    var forged = List.of(
        "",
        "x",
        cookie.substring(0, cookie.length() - 1),
        cookie + ".",
        other.substring(0, 22) + cookie.substring(22),
        cookie.replaceFirst("\\.[0-9]+", ".99999"),
        cookie.substring(0, 22) + ".99999999999999999999:" + "A".repeat(22),
        cookie.repeat(1_000));

    for (var one : forged) {
      assertThat(devices.find(Optional.of(one), "ana")).as(one).isEmpty();
      assertThatCode(() -> devices.remember(Optional.of(one), "ana")).doesNotThrowAnyException();
    }
  }

  @Test
  void a_device_of_many_people_keeps_a_cookie_of_a_few() {
    var devices = new KnownDevices("secret", entrance.random, entrance.clock);
    var cookie = Optional.<String>empty();
    for (int i = 0; i < 3 * KnownDevices.ACCOUNTS_MAX; i++) {
      cookie = Optional.of(devices.remember(cookie, "account-" + i));
    }

    assertThat(cookie.orElseThrow()).hasSizeLessThan(500);
    assertThat(devices.find(cookie, "account-" + (3 * KnownDevices.ACCOUNTS_MAX - 1)))
        .isPresent();
    assertThat(devices.find(cookie, "account-0")).isEmpty();
  }

  private Failure guess(String name, String address, Optional<String> device) {
    var logIn = entrance.sessions.logIn(name, "a wrong password", address, device);
    assertThatThrownBy(logIn::await).isInstanceOf(Failure.class);
    return (Failure) logIn.cause();
  }

  /** Returns why the right password was refused, or null. */
  private Throwable right(String name, String address, Optional<String> device) {
    var logIn = entrance.sessions.logIn(name, Entrance.PASSWORD, address, device);
    return logIn.transform(result -> Future.succeededFuture(result.cause())).await();
  }
}
