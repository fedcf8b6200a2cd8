package tandem.commands.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.document.Json;
import tandem.rehearsal.ServerAddress;
import tandem.rehearsal.calling.CallWords;
import tandem.rehearsal.calling.CalledFloor;
import tandem.rehearsal.calling.OneCall;

/** The command {@code call}: one call on the practice line of the running server. */
@Command(
    name = "call",
    mixinStandardHelpOptions = true,
    description =
        "Calls the running server on its practice line, as a caller without a telephone, and prints"
            + " what happens until the call is over. Ctrl-C hangs up. The server's calls must have"
            + " the built-in carrier (voice.native.command_url: builtin).")
final class CallCommand implements Callable<Integer> {

  private static final int SECONDS_MAX = 86_400;

  /** The longest wait for the server's answer to a hang-up by Ctrl-C. */
  private static final Duration HANG_UP_MAX = Duration.ofSeconds(5);

  private final Supplier<ServerAddress> server;
  private final InstantSource clock;
  private final Ids ids;

  @Option(
      names = "--from",
      paramLabel = "NUMBER",
      defaultValue = "+31612345678",
      description = "the caller's number, or anonymous (default: ${DEFAULT-VALUE})")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "NUMBER",
      description = "the called number (default: the first number of the floor)")
  private @Nullable String to;

  @Option(
      names = "--queue",
      paramLabel = "ID",
      description = "call a number of this queue, in place of --to")
  private @Nullable String queue;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "the caller hangs up after so many seconds, 1-" + SECONDS_MAX)
  private @Nullable Integer seconds;

  @Option(names = "--json", description = "print one JSON object when the call is over")
  private boolean json;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  /** @param server finds the server and its secrets, from the configuration and data folder */
  CallCommand(Supplier<ServerAddress> server, InstantSource clock, Ids ids) {
    this.server = server;
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Integer call() {
    Failure.require(to == null || queue == null, "--to and --queue exclude each other");
    Failure.require(
        seconds == null || (seconds >= 1 && seconds <= SECONDS_MAX),
        "--seconds must be 1-" + SECONDS_MAX);
    var found = server.get();
    found.commands().ifPresent(url -> {
      throw new Failure.Conflict("voice.native.command_url is " + url + ", and the telephone system"
          + " there does not know this call: only the built-in carrier can join it with an agent;"
          + " start the server and this command with TANDEM_VOICE_NATIVE_COMMAND_URL=builtin");
    });
    var vertx = Vertx.vertx();
    try {
      return call(vertx, found);
    } finally {
      vertx.close().await();
    }
  }

  private int call(Vertx vertx, ServerAddress found) {
    var told = new Told(found);
    var call = new OneCall(vertx, clock, ids, found, told);
    try {
      var floor = call.floor().await();
      told.words = new CallWords(floor);
      var number = number(floor);
      // a signal ends the process when this has been done
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> hangUp(call.hangUp()), "tandem-call-hang-up"));
      say(from + " calls " + number + ". "
          + (seconds == null
              ? "Ctrl-C hangs up."
              : "The caller hangs up after " + seconds + " s."));
      if (seconds != null) {
        vertx.setTimer(TimeUnit.SECONDS.toMillis(seconds), _ -> {
          var _ = call.hangUp();
        });
      }
      var story = call.call(from, number).await();
      if (json) {
        print(Json.write(result(number, story)));
      }
      return 0;
    } finally {
      call.close().await();
    }
  }

  private String number(CalledFloor floor) {
    if (queue != null) {
      return floor.numberOf(queue);
    }
    return to == null ? floor.number() : to;
  }

  /** Waits until the caller has hung up, or not longer if no server answers. */
  private static void hangUp(Future<Void> done) {
    done.timeout(HANG_UP_MAX.toSeconds(), TimeUnit.SECONDS).otherwiseEmpty().await();
  }

  private Map<String, Object> result(String number, List<JsonNode> story) {
    var result = new LinkedHashMap<String, Object>();
    result.put("from", from);
    result.put("to", number);
    result.put("events", story);
    return result;
  }

  private void say(String line) {
    if (!json) {
      print(line);
    }
  }

  private void print(String line) {
    var out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  /** Prints what happens to the call. */
  private final class Told implements OneCall.Listener {

    private final ServerAddress at;

    /** The call's loop reads what this command's thread has set before the call. */
    private volatile @Nullable CallWords words;

    Told(ServerAddress at) {
      this.at = at;
    }

    @Override
    public void happened(JsonNode event, JsonNode first) {
      var known = words;
      if (known != null) {
        say(known.line(event, first));
      }
    }

    @Override
    public void nobodyIsReady() {
      say("          Nobody is ready to take it: log in at " + at.http()
          + "/agent and press Go ready.");
    }

    @Override
    public void lost(String why) {
      say("          The server cannot be followed, and is asked again: " + why);
    }
  }
}
