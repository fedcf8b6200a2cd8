package tandem.commands.rehearsal;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.rehearsal.ServerAddress;
import tandem.rehearsal.load.Costs;
import tandem.rehearsal.load.FloorLoad;
import tandem.rehearsal.load.Load;

/**
 * The command {@code train}: lets a new server do its ordinary work for a while and stops it. The
 * server's JVM, started with {@code -XX:AOTCacheOutput}, then writes what it has learned.
 */
@Command(
    name = "train",
    hidden = true,
    mixinStandardHelpOptions = true,
    description =
        "Starts the given server in an empty folder, sends it some hundred calls, and stops"
            + " it. scripts/server.sh uses it to make the AOT cache.")
final class TrainCommand implements Callable<Integer> {

  private static final Load LESSON =
      new Load(Load.Mode.IDLE, 80, 30, Duration.ofSeconds(8), Duration.ofSeconds(4), 400, 1);

  private final InstantSource clock;
  private final Ids ids;

  @Parameters(arity = "1..*", description = "the command line of the server")
  private List<String> server = List.of();

  TrainCommand(InstantSource clock, Ids ids) {
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Integer call() throws Exception {
    var commands = URI.create("http://127.0.0.1:" + freePort() + "/commands");
    var vertx = Vertx.vertx();
    try (var folder = new OwnFolder("tandem-train");
        var started =
            folder.start(server, Map.of("TANDEM_VOICE_NATIVE_COMMAND_URL", commands.toString()))) {
      var address = new ServerAddress(
          started.http(), folder.secret("admin-token"), folder.secret("voice"), commands);
      var played = new FloorLoad(
              vertx,
              clock,
              ids,
              new SplittableRandom(1),
              address,
              LESSON,
              TrainCommand::unmeasured,
              _ -> {})
          .run()
          .await();
      Failure.require(played.lost() == 0, "the server lost calls");
    } finally {
      vertx.close().await();
    }
    return 0;
  }

  /** The training does not measure costs. */
  private static Costs unmeasured() {
    return new Costs(
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
