package tandem.commands.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tandem.auth.Entrance;
import tandem.base.Failure;
import tandem.document.Json;
import tandem.storage.AskedDatabase;

/** {@code scripts/tandem user}, on the database of a running gate and on a folder without one. */
@ExtendWith(VertxExtension.class)
class UserCommandTest {

  private static final Pattern PASSWORD =
      Pattern.compile("shown only now: ([a-z2-9]{4}(?:-[a-z2-9]{4}){3})");
  private static final Pattern TOKEN = Pattern.compile("shown only now: (\\S{43})");

  @TempDir
  private Path folder;

  private final Map<String, String> environment = new HashMap<>();

  private record Said(int code, String out, String err) {}

  @Test
  void a_running_server_follows_what_the_command_line_does(Vertx vertx) {
    try (var entrance = new Entrance(vertx, "")) {
      entrance.people();
      entrance.clock.pass(Duration.between(entrance.clock.instant(), Instant.now()));
      environment.put("TANDEM_DATABASE_URL", new AskedDatabase(entrance.database.address()).url());
      var sessions = entrance.sessions;
      var ana = entrance.session("ana");
      sessions.lookForChanges().await();
      assertThat(known(entrance, ana)).isTrue();

      assertThat(say("user", "disable", "ana", "--why", "has left").code()).isZero();
      sessions.lookForChanges().await();
      assertThat(known(entrance, ana)).isFalse();
      assertThat(say("user", "list").out()).containsPattern("ana +agent +ana +disabled");

      say("user", "enable", "ana");
      var reset = PASSWORD.matcher(say("user", "reset-password", "ana").out());
      assertThat(reset.find()).isTrue();
      var password = reset.group(1);
      assertThat(sessions
              .logIn("ana", password, "10.0.0.1", Optional.empty())
              .await()
              .identity()
              .account())
          .isEqualTo("ana");

      var made = say("user", "make-token", "sam", "--label", "the wall", "--days", "7");
      var token = TOKEN.matcher(made.out());
      assertThat(token.find()).as(made.toString()).isTrue();
      assertThat(known(entrance, token.group(1))).isTrue();
      var tokens = Json.read(say("user", "tokens", "--json").out(), Map.class);
      assertThat(tokens.toString()).contains("the wall").doesNotContain(token.group(1));
      assertThat(say("user", "sessions", "ana").out()).contains("ana");
      assertThat(say("user", "revoke", "--all-of", "sam").out()).contains("token", "has ended");
      sessions.lookForChanges().await();
      assertThat(known(entrance, token.group(1))).isFalse();

      assertThat(say("user", "disable", "root").err()).contains("no other administrator");
      assertThat(say("user", "add", "bo", "--role", "king").err())
          .contains("role must be one of agent, supervisor, admin");
      assertThat(
              say("user", "add", "bo", "--role", "agent", "--agent", "nobody").err())
          .contains("agent nobody does not exist");
      assertThat(say("user", "revoke", "no-such-id").err()).contains("does not exist");
      assertThat(new AskedDatabase(entrance.database.address())
              .ask("SELECT string_agg(act, ' ' ORDER BY id) FROM audit"
                  + " WHERE account LIKE '(command line) %'"))
          .isEqualTo("account.disabled account.enabled account.password_changed token.issued"
              + " token.revoked");
    }
  }

  @Test
  void the_first_administrator_is_made_without_a_server_and_without_a_sample_floor()
      throws Exception {
    environment.put("TANDEM_DATA_DIR", folder.resolve("data").toString());

    var made = say("user", "add", "olga", "--role", "admin");
    var rotated = say("user", "rotate-token");
    var listed = say("user", "list");

    assertThat(made.code()).as(made.toString()).isZero();
    assertThat(PASSWORD.matcher(made.out()).find()).isTrue();
    assertThat(listed.out()).containsPattern("olga +admin +- +active");
    assertThat(rotated.out()).contains("the admin token of the data folder is new");
    assertThat(Files.readString(folder.resolve("data/secrets/admin-token")).strip())
        .hasSize(43);
  }

  private static boolean known(Entrance entrance, String secret) {
    return entrance.isKnown(secret);
  }

  private Said say(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var user = new CommandLine(
            new UserCommand(new SecureRandom(), Path.of("").toAbsolutePath(), environment))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setExecutionExceptionHandler((failure, line, _) -> {
          if (failure instanceof Failure expected) {
            line.getErr().println(expected.getMessage());
            return 1;
          }
          throw failure;
        });
    int code = user.execute(Arrays.copyOfRange(arguments, 1, arguments.length));
    return new Said(code, out.toString(), err.toString());
  }
}
