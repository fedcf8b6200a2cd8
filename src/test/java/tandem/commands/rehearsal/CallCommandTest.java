package tandem.commands.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.rehearsal.FreePort;
import tandem.rehearsal.ServerAddress;

/** The errors of the command when it cannot call: each is a sentence that says what to do. */
class CallCommandTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final URI nobody = URI.create("http://127.0.0.1:" + new FreePort().number());

  @Test
  void a_server_that_is_not_there_is_named() {
    assertThat(refusal(Optional.empty()))
        .startsWith("no server answers at " + nobody + ", start the server first: ");
  }

  @Test
  void a_telephone_system_that_does_not_know_the_call_is_not_given_commands_about_it() {
    assertThat(refusal(Optional.of(URI.create("http://pbx:9/commands"))))
        .isEqualTo("voice.native.command_url is http://pbx:9/commands, and the telephone system"
            + " there does not know this call: only the built-in carrier can join it with an agent;"
            + " start the server and this command with TANDEM_VOICE_NATIVE_COMMAND_URL=builtin");
  }

  @Test
  void options_that_contradict_each_other_are_refused_before_anything_is_asked() {
    assertThat(refusal(Optional.empty(), "--to", "+31201234500", "--queue", "delivery"))
        .isEqualTo("--to and --queue exclude each other");
    assertThat(refusal(Optional.empty(), "--seconds", "0")).isEqualTo("--seconds must be 1-86400");
  }

  private String refusal(Optional<URI> commands, String... arguments) {
    var clock = InstantSource.system();
    var command = new CallCommand(
        () -> new ServerAddress(nobody, "token", SECRET, commands),
        clock,
        new Ids(clock, new Random(1)));
    var refused = new Failure[1];
    int code = new CommandLine(command)
        .setErr(new PrintWriter(new StringWriter()))
        .setExecutionExceptionHandler((failure, _, _) -> {
          refused[0] = (Failure) failure;
          return 1;
        })
        .execute(arguments);
    assertThat(code).isEqualTo(1);
    return refused[0].getMessage();
  }
}
