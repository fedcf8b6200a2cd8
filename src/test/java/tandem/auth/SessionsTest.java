package tandem.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.storage.nodes.NodeNews;

@ExtendWith(VertxExtension.class)
class SessionsTest {

  private static final WorkLine.Asker ANA = WorkLine.Asker.onKnownDevice("ana");

  @TempDir
  private Path folder;

  private final Vertx vertx;
  private final Entrance entrance = new Entrance(vertx, "");

  SessionsTest(Vertx vertx) {
    this.vertx = vertx;
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
  void only_hashes_of_secrets_are_stored() {
    var secret = entrance.session("ana");

    assertThat(secret).hasSize(43);
    assertThat(ask("SELECT encode(hash, 'escape') || account FROM credential"))
        .noneMatch(row -> row.contains(secret));
    assertThat(ask("SELECT password_hash FROM account WHERE name = 'ana'"))
        .singleElement()
        .asString()
        .startsWith("$argon2id$v=19$m=")
        .doesNotContain(Entrance.PASSWORD);
  }

  @Test
  void a_wrong_password_and_an_unknown_name_get_the_same_answer() {
    var wrong = refusal("ana", "wrong password");
    var unknown = refusal("nobody", "wrong password");
    var long256 = refusal("ana", "x".repeat(100_000));
    var longName = refusal("x".repeat(100_000), "wrong password");

    assertThat(List.of(unknown, long256, longName)).containsOnly(wrong);
  }

  @Test
  void successful_log_ins_are_not_limited_and_an_account_keeps_twenty_sessions() {
    var first = entrance.session("ana");
    for (int i = 0; i < 60; i++) {
      entrance.clock.pass(Duration.ofSeconds(1));
      entrance.session("ana");
    }

    assertThat(ask("SELECT count(*)::text FROM credential")).containsExactly("20");
    assertThat(entrance.sessions.identify(new Secret(first)).await()).isEmpty();
  }

  @Test
  void acts_of_an_admin_on_accounts_are_audited() {
    entrance.accounts.disable("root", Optional.of("has left"), "ana").await();

    assertThat(ask("SELECT account || ' ' || act || ' ' || subject FROM audit ORDER BY id"))
        .containsExactly(
            "test account.created ana",
            "test account.created sam",
            "test account.created root",
            "root account.disabled ana");
  }

  @Test
  void an_account_is_made_once_and_only_with_a_fit_name_and_password() {
    for (var name : List.of("ana", "", "Ana", "a b", "a\nb", "x".repeat(65))) {
      assertThatThrownBy(() -> entrance
              .accounts
              .create("test", name, Entrance.PASSWORD, Role.AGENT, Optional.empty())
              .await())
          .isInstanceOf(Failure.class);
    }
    assertThatThrownBy(() -> entrance
            .accounts
            .create("test", "bo", "short", Role.AGENT, Optional.empty())
            .await())
        .isInstanceOf(Failure.Invalid.class);
  }

  @Test
  void the_sample_floor_gets_passwords_of_its_own_at_the_first_start_only() throws Exception {
    var sample = new SampleAccounts(entrance.accounts, entrance.random, folder);
    var agents = List.of(new AgentId("bo"), new AgentId("cem"));

    var made = sample.make(agents);
    var again = sample.make(agents);
    var more = sample.make(List.of(new AgentId("bo"), new AgentId("dee")));

    assertThat(made)
        .extracting(SampleAccounts.LogIn::name)
        .containsExactly("bo", "cem", "supervisor", "admin");
    assertThat(new HashSet<>(made.stream().map(SampleAccounts.LogIn::password).toList()))
        .hasSize(4);
    assertThat(again).isEmpty();
    assertThat(more).extracting(SampleAccounts.LogIn::name).containsExactly("dee");
    var known = new ArrayList<>(made);
    known.addAll(more);
    var file = folder.resolve("passwords");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readAllLines(file))
        .containsAll(known.stream().map(it -> it.name() + " " + it.password()).toList());
    for (var logIn : known) {
      var opened = entrance
          .sessions
          .logIn(logIn.name(), logIn.password(), "10.0.0.1", Optional.empty())
          .await();
      assertThat(opened.identity().account()).isEqualTo(logIn.name());
    }
  }

  @Test
  void a_node_shows_no_log_ins_that_another_has_made_whatever_its_file_says() throws Exception {
    var one = new SampleAccounts(entrance.accounts, entrance.random, folder.resolve("one"));
    var two = new SampleAccounts(entrance.accounts, entrance.random, folder.resolve("two"));
    var agents = List.of(new AgentId("bo"));
    var made = one.make(agents);

    assertThat(made).hasSize(3);
    assertThat(two.make(agents)).isEmpty();
    Files.createDirectories(folder.resolve("two"));
    Files.writeString(folder.resolve("two/passwords"), "admin not-the-password\nbo nor-this-one\n");
    assertThat(two.make(agents)).isEmpty();
    assertThat(two.make(List.of(new AgentId("bo"), new AgentId("cem"))))
        .extracting(SampleAccounts.LogIn::name)
        .containsExactly("cem");
  }

  @Test
  void the_commands_of_this_machine_have_a_token_that_is_made_again_when_it_is_lost()
      throws Exception {
    var token = adminToken();
    var file = folder.resolve("secrets/admin-token");

    token.ensure();
    var first = Files.readString(file).strip();
    token.ensure();
    assertThat(Files.readString(file).strip()).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.delete(file);
    token.ensure();
    var second = Files.readString(file).strip();
    Files.writeString(file, "nonsense");
    token.ensure();
    var third = Files.readString(file).strip();

    for (var secret : List.of(first, second, third)) {
      assertThat(entrance.sessions.identify(new Secret(secret)).await())
          .contains(new Identity("admin", Role.ADMIN, Optional.empty()));
    }
    assertThat(new HashSet<>(List.of(first, second, third))).hasSize(3);
  }

  @Test
  void the_admin_of_the_sample_gets_a_password_though_the_token_came_first() {
    adminToken().ensure();

    var made = new SampleAccounts(entrance.accounts, entrance.random, folder).make(List.of());

    assertThat(made).extracting(SampleAccounts.LogIn::name).containsExactly("supervisor", "admin");
    var admin = made.getLast();
    assertThat(entrance
            .sessions
            .logIn("admin", admin.password(), "10.0.0.1", Optional.empty())
            .await()
            .identity()
            .role())
        .isEqualTo(Role.ADMIN);
  }

  @Test
  void a_password_hash_has_the_right_cost_and_no_other_hash_is_accepted() {
    try (var passwords = new Passwords(entrance.vertx, entrance.random)) {
      var hash = passwords.hash(Entrance.PASSWORD).await();

      assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
      assertThat(passwords.verify(Entrance.PASSWORD, Optional.of(hash), ANA).await())
          .isTrue();
      assertThat(
              passwords.verify(Entrance.PASSWORD + "x", Optional.of(hash), ANA).await())
          .isFalse();
      for (var other : List.of("", "!", hash + "=", hash.substring(1), hash.replace("id", "i"))) {
        assertThat(passwords.verify(Entrance.PASSWORD, Optional.of(other), ANA).await())
            .isFalse();
      }
      assertThat(passwords.verify(Entrance.PASSWORD, Optional.empty(), ANA).await())
          .isFalse();
    }
  }

  /**
   * Made by the reference implementation: {@code echo -n password | argon2 somesalt -id -t 2 -m 16
   * -p 1}.
   */
  @Test
  void a_hash_of_the_reference_implementation_is_understood() {
    var hash =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    assertThat(entrance.passwords.verify("password", Optional.of(hash), ANA).await())
        .isTrue();
  }

  @Test
  void too_many_log_ins_at_once_are_answered_with_try_again() {
    // each takes longer than requesting all of them
    try (var passwords = new Passwords(entrance.vertx, entrance.random)) {
      var checks = Future.join(IntStream.range(0, 2 * Passwords.WAITING_OF_EACH_MAX)
          .mapToObj(
              _ -> passwords.verify("guess", Optional.empty(), WorkLine.Asker.stranger("10.0.0.1")))
          .toList());
      var known = passwords.verify("guess", Optional.empty(), ANA);

      assertThatThrownBy(checks::await).isInstanceOf(Failure.Unavailable.class);
      assertThat(known.await()).isFalse();
    }
  }

  @Test
  void a_token_ends_with_its_lifetime() {
    var account = entrance.accounts.ofAgent(Entrance.ANA).await();
    var token = entrance
        .sessions
        .issueToken("root", account.name(), Optional.empty(), Duration.ofHours(1))
        .await();
    assertThat(entrance.sessions.identify(token.secret()).await())
        .contains(new Identity("ana", Role.AGENT, Optional.of(Entrance.ANA)));

    entrance.clock.pass(Duration.ofHours(1));

    assertThat(entrance.sessions.identify(token.secret()).await()).isEmpty();
  }

  @Test
  void a_known_secret_is_not_looked_up_again_until_something_has_ended() {
    var secret = Secret.parse(entrance.session("ana")).orElseThrow();
    entrance.sessions.lookForChanges().await();
    assertThat(entrance.sessions.identify(secret).await()).isPresent();

    ask("DELETE FROM credential RETURNING account"); // without news of it

    assertThat(entrance.sessions.identify(secret).await()).isPresent();
    entrance.sessions.lookForChanges().await();
    assertThat(entrance.sessions.identify(secret).await()).isEmpty();
  }

  @Test
  void a_node_that_cannot_look_for_changes_asks_each_time() {
    var secret = Secret.parse(entrance.session("ana")).orElseThrow();
    entrance.sessions.lookForChanges().await();
    assertThat(entrance.sessions.identify(secret).await()).isPresent();
    ask("DELETE FROM credential RETURNING account");

    entrance.clock.pass(KnownCredentials.SURE_MAX);

    assertThat(entrance.sessions.identify(secret).await()).isEmpty();
  }

  @Test
  void a_known_secret_ends_at_once_with_its_session_its_account_and_its_time() {
    var sessions = entrance.sessions;
    var left = Secret.parse(entrance.session("ana")).orElseThrow();
    var closed = Secret.parse(entrance.session("sam")).orElseThrow();
    var old = Secret.parse(entrance.session("root")).orElseThrow();
    sessions.lookForChanges().await();
    for (var secret : List.of(left, closed, old)) {
      assertThat(sessions.identify(secret).await()).isPresent();
    }

    sessions.logOut(left).await();
    entrance.accounts.disable("root", Optional.empty(), "sam").await();

    assertThat(sessions.identify(left).await()).isEmpty();
    assertThat(sessions.identify(closed).await()).isEmpty();
    assertThat(sessions.identify(old).await()).isPresent();
    entrance.clock.pass(Sessions.SESSION_LIFETIME.minusSeconds(1));
    sessions.lookForChanges().await();
    assertThat(sessions.identify(old).await()).isPresent();
    entrance.clock.pass(Duration.ofSeconds(1));
    assertThat(sessions.identify(old).await()).isEmpty();
  }

  @Test
  void a_look_up_during_which_a_credential_ended_is_not_remembered() {
    var known = new KnownCredentials(10);
    var hash = Secret.fresh(entrance.random).hash();
    var ana = new Identity("ana", Role.AGENT, Optional.of(Entrance.ANA));
    var now = entrance.clock.instant();
    known.counted(1, now);

    long before = known.beforeLookUp();
    known.counted(2, now);
    known.learn(hash, ana, now.plusSeconds(60), before);

    assertThat(known.identity(hash, now)).isEmpty();
    known.learn(hash, ana, now.plusSeconds(60), known.beforeLookUp());
    assertThat(known.identity(hash, now)).contains(ana);
  }

  @Test
  void an_admin_token_of_an_earlier_version_ends_in_ninety_days_and_an_ended_one_is_made_anew()
      throws Exception {
    var file = folder.resolve("secrets/admin-token");
    adminToken().ensure();
    ask("UPDATE credential SET expires_at = expires_at + interval '3560 days' RETURNING account");

    adminToken().ensure();

    var first = Files.readString(file).strip();
    assertThat(ask("SELECT (expires_at - created_at)::text FROM credential"))
        .containsExactly("90 days");
    assertThat(
            ask(
                "SELECT account || ' ' || subject || ' ' ||"
                    + " ((body #>> '{before,expires_at}')::timestamptz"
                    + "  - (body #>> '{after,expires_at}')::timestamptz)::text"
                    + " FROM audit WHERE act = 'token.shortened' AND body ->> 'why' LIKE '%earlier version%'"))
        .containsExactly("(start) admin 3560 days");
    entrance.clock.pass(AdminToken.LIFETIME.minusSeconds(1));
    adminToken().ensure();
    assertThat(Files.readString(file).strip()).isEqualTo(first);
    entrance.clock.pass(Duration.ofSeconds(1));
    adminToken().ensure();
    var second = Files.readString(file).strip();
    assertThat(second).isNotEqualTo(first);
    assertThat(entrance.sessions.identify(new Secret(first)).await()).isEmpty();
    assertThat(entrance.sessions.identify(new Secret(second)).await()).isPresent();
  }

  @Test
  void the_admin_token_is_replaced_by_one_and_the_one_before_lets_nobody_in() throws Exception {
    var file = folder.resolve("secrets/admin-token");
    adminToken().ensure();
    var first = Files.readString(file).strip();

    adminToken().rotate("(command line) olga");

    var second = Files.readString(file).strip();
    assertThat(entrance.sessions.identify(new Secret(first)).await()).isEmpty();
    assertThat(entrance.sessions.identify(new Secret(second)).await()).isPresent();
    assertThat(ask("SELECT account FROM audit WHERE act = 'token.issued' ORDER BY id"))
        .containsExactly("(start)", "(command line) olga");
  }

  @Test
  void the_end_of_a_replaced_admin_token_closes_what_is_open_with_it_and_is_in_the_audit()
      throws Exception {
    adminToken().ensure();
    var first = ask("SELECT id::text FROM credential WHERE account = 'admin'");
    var told = new ConcurrentLinkedQueue<String>();
    entrance.sessions.whenEnded(
        accounts -> List.of("ana", "admin").stream().filter(accounts).forEach(told::add));

    adminToken().rotate("(command line) olga");

    eventually(() -> told.contains("admin"));
    assertThat(told).doesNotContain("ana");
    assertThat(ask("SELECT account || ' ' || subject || ' ' || (body #>> '{before,id}')"
            + " FROM audit WHERE act = 'token.revoked' AND body ->> 'why' LIKE '%replaced it'"))
        .containsExactly("(command line) olga admin " + first.getFirst());
  }

  @Test
  void a_node_without_an_admin_for_its_token_starts_all_the_same() {
    adminToken().ensure();
    ask("UPDATE account SET active = false WHERE name = 'admin' RETURNING name");

    adminToken().ensure();

    assertThat(folder.resolve("secrets/admin-token")).exists();
    assertThatThrownBy(() -> adminToken().rotate("test")).hasMessageContaining("disabled");
  }

  /** The other node hears no news; the command line tells none either. */
  @Test
  void a_node_that_hears_no_news_learns_within_a_look_whose_sessions_have_ended() {
    var deaf = new Sessions(
        entrance.database.database(),
        entrance.passwords,
        entrance.audit,
        entrance.clock,
        entrance.random,
        new NodeNews<>(vertx, "nowhere", Function.identity(), Function.identity()));
    var told = new ArrayList<String>();
    deaf.whenEnded(
        accounts -> List.of("ana", "sam", "root").stream().filter(accounts).forEach(told::add));
    var ana = new Secret(entrance.session("ana"));
    var sam = new Secret(entrance.session("sam"));
    deaf.lookForChanges().await();
    assertThat(deaf.identify(ana).await()).isPresent();
    assertThat(deaf.identify(sam).await()).isPresent();

    entrance.accounts.changeRole("root", Optional.empty(), "sam", Role.ADMIN).await();
    deaf.lookForChanges().await();

    assertThat(told).containsExactly("sam");
    assertThat(deaf.identify(sam).await()).isEmpty();
    assertThat(deaf.identify(ana).await()).isPresent();
    deaf.lookForChanges().await();
    assertThat(told).containsExactly("sam");
  }

  @Test
  void a_node_that_cannot_read_whose_sessions_have_ended_checks_every_account() {
    var told = new ArrayList<String>();
    entrance.session("sam");
    entrance.sessions.lookForChanges().await();
    entrance.sessions.whenEnded(accounts -> {
      if (accounts.test("ana") && accounts.test("nobody")) {
        told.add("everybody");
      }
    });
    ask("DELETE FROM credential RETURNING account"); // without news of it
    change("ALTER TABLE credential_end RENAME TO credential_end_away");

    assertThatThrownBy(() -> entrance.sessions.lookForChanges().await())
        .hasMessageContaining("credential_end");

    assertThat(told).containsExactly("everybody");
    change("ALTER TABLE credential_end_away RENAME TO credential_end");
    entrance.sessions.lookForChanges().await();
    assertThat(told).containsExactly("everybody");
  }

  @Test
  void ends_that_could_not_be_read_are_told_when_they_can() {
    var told = new ArrayList<String>();
    entrance.session("sam");
    entrance.sessions.lookForChanges().await();
    entrance.sessions.whenEnded(accounts -> {
      if (accounts.test("sam") && !accounts.test("nobody")) {
        told.add("sam");
      }
    });
    ask("DELETE FROM credential RETURNING account"); // without news of it
    change("ALTER TABLE credential_end RENAME TO credential_end_away");
    assertThatThrownBy(() -> entrance.sessions.lookForChanges().await())
        .hasMessageContaining("credential_end");
    assertThat(told).isEmpty();
    change("ALTER TABLE credential_end_away RENAME TO credential_end");

    entrance.sessions.lookForChanges().await();
    entrance.sessions.lookForChanges().await();

    assertThat(told).containsExactly("sam");
  }

  @Test
  void an_open_connection_that_could_not_be_checked_is_checked_again_soon() {
    var sam = new Secret(entrance.session("sam"));
    var found = new LinkedBlockingQueue<Boolean>();
    entrance.sessions.lookForChanges().await();
    entrance.sessions.whenEnded(accounts -> {
      if (accounts.test("sam")) {
        entrance
            .sessions
            .stillIdentify(sam, "sam")
            .onSuccess(identity -> found.add(identity.isPresent()));
      }
    });
    ask("DELETE FROM credential RETURNING account"); // without news of it
    change("ALTER TABLE account RENAME COLUMN role TO role_away");
    entrance.sessions.lookForChanges().await();
    assertThatThrownBy(() -> entrance.sessions.stillIdentify(sam, "sam").await())
        .hasMessageContaining("role");
    assertThat(found).isEmpty();
    change("ALTER TABLE account RENAME COLUMN role_away TO role");

    entrance.sessions.lookForChanges().await();

    eventually(() -> found.contains(false));
  }

  @Test
  void a_node_that_has_missed_too_many_ends_checks_every_account() {
    var told = new ArrayList<String>();
    entrance.sessions.lookForChanges().await();
    entrance.sessions.whenEnded(accounts -> {
      if (accounts.test("ana") && accounts.test("nobody")) {
        told.add("everybody");
      }
    });

    ask("UPDATE credential_changes SET count = count + 5000 RETURNING 'x'");
    entrance.sessions.lookForChanges().await();

    assertThat(told).containsExactly("everybody");
  }

  @Test
  void the_last_use_of_a_session_is_known_and_ends_nothing() {
    var secret = new Secret(entrance.session("ana"));
    entrance.sessions.lookForChanges().await();
    var changes = ask("SELECT count::text FROM credential_changes");
    entrance.sessions.used(secret, "10.0.0.7", "A browser\n" + "x".repeat(500));
    entrance.clock.pass(CredentialUses.PAUSE);

    entrance.sessions.lookForChanges().await();

    var credentials = entrance.gate.credentials();
    var seen = credentials
        .list(Credentials.Kind.SESSION, Optional.of("ana"), Credentials.Place.FIRST, 10)
        .await()
        .getFirst();
    assertThat(seen.address()).contains("10.0.0.7");
    assertThat(seen.device().orElseThrow())
        .startsWith("A browser x")
        .hasSize(CredentialUses.DEVICE_LENGTH_MAX);
    assertThat(seen.seenAt()).isPresent();
    assertThat(ask("SELECT count::text FROM credential_changes")).isEqualTo(changes);
  }

  @Test
  void two_administrators_who_disable_each_other_at_once_leave_one() {
    entrance
        .accounts
        .create("test", "olga", Entrance.PASSWORD, Role.ADMIN, Optional.empty())
        .await();

    var both = Future.join(
        entrance.accounts.disable("root", Optional.empty(), "olga"),
        entrance.accounts.disable("olga", Optional.empty(), "root"));

    assertThatThrownBy(both::await).isInstanceOf(Failure.Conflict.class);
    assertThat(ask("SELECT count(*)::text FROM account WHERE role = 'admin' AND active"))
        .containsExactly("1");
  }

  @Test
  void a_session_that_is_opened_while_its_account_is_disabled_does_not_come_back_with_it() {
    var logIns = Future.join(IntStream.range(0, 8)
        .mapToObj(
            _ -> entrance.sessions.logIn("ana", Entrance.PASSWORD, "10.0.0.1", Optional.empty()))
        .toList());
    entrance.accounts.disable("root", Optional.empty(), "ana").await();
    logIns.otherwiseEmpty().await();

    entrance.accounts.enable("root", Optional.empty(), "ana").await();

    assertThat(ask("SELECT account FROM credential WHERE account = 'ana'")).isEmpty();
  }

  @Test
  void the_audit_can_neither_be_changed_nor_shortened() {
    for (var act : List.of(
        "UPDATE audit SET account = 'x' RETURNING account",
        "DELETE FROM audit RETURNING account",
        "TRUNCATE audit")) {
      assertThatThrownBy(() -> ask(act)).hasMessageContaining("append-only");
    }
  }

  private AdminToken adminToken() {
    var database = entrance.database.database();
    return new AdminToken(
        database,
        entrance.accounts,
        entrance.sessions,
        new Credentials(database, entrance.audit, entrance.sessions, entrance.clock),
        entrance.clock,
        folder);
  }

  private String refusal(String name, String password) {
    var logIn = entrance.sessions.logIn(name, password, "10.0.0.9", Optional.empty());
    assertThatThrownBy(logIn::await).isInstanceOf(Failure.Unauthenticated.class);
    return String.valueOf(logIn.cause().getMessage());
  }

  private void change(String sql) {
    entrance.database.database().pool().query(sql).execute().await();
  }

  private List<String> ask(String sql) {
    return entrance
        .database
        .database()
        .pool()
        .query(sql)
        .execute()
        .map(rows -> rows.stream().map(row -> String.valueOf(row.getString(0))).toList())
        .await();
  }
}
