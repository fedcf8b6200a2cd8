package tandem.commands.rehearsal;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.rehearsal.ServerAddress;
import tandem.rehearsal.crowd.Crowd;
import tandem.rehearsal.crowd.CrowdAddress;
import tandem.rehearsal.crowd.CrowdFloor;
import tandem.rehearsal.demo.Demo;
import tandem.rehearsal.demo.MailServer;

/**
 * The command {@code demo}: a server with sample data and simulated people, and the page on which a
 * newcomer sees it work. It has a folder and a database of its own, and removes them at its end.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Starts a server with sample customers, a mail server and simulated people, and shows two"
            + " desks, a shop and the wallboard on one page. It touches no data of the site. Ctrl-C"
            + " ends it and removes the sample data.")
final class DemoCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

  private static final int PORT_MAX = 65_535;
  private static final double NANOS = 1e9;

  private final InstantSource clock;
  private final Ids ids;
  private final long begun = System.nanoTime();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "${env:TANDEM_HTTP_PORT:-8080}",
      description = "the port of the page; 0 takes a free one (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--people",
      paramLabel = "N",
      defaultValue = "" + Crowd.AGENTS_AT_FIRST,
      description = "the simulated agents at the beginning, 0-" + Crowd.AGENTS_MAX
          + " (default: ${DEFAULT-VALUE})")
  private int people;

  @Parameters(hidden = true, arity = "1..*", description = "the command line of the server")
  private List<String> server = List.of();

  @Spec
  private CommandSpec spec = CommandSpec.create();

  DemoCommand(InstantSource clock, Ids ids) {
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Integer call() throws Exception {
    Failure.require(port >= 0 && port <= PORT_MAX, "--port must be 0-" + PORT_MAX);
    Failure.require(
        people >= 0 && people <= Crowd.AGENTS_MAX, "--people must be 0-" + Crowd.AGENTS_MAX);
    checkPort();
    Thread.setDefaultUncaughtExceptionHandler(DemoCommand::failed);
    var vertx = Vertx.vertx();
    // the server ends before the mail server that it reads from
    try (var mail = new MailServer(CrowdFloor.MAILBOXES);
        var folder = new OwnFolder("tandem-demo")) {
      say("The mail server of the demo runs.");
      var texts = URI.create("http://127.0.0.1:" + freePort() + "/messages");
      var started = folder.start(server, settings(folder, mail, texts));
      say("The server runs, with a new database.");
      run(vertx, folder, started.http(), mail, texts);
    } finally {
      vertx.close().await();
    }
    print("The sample data is removed.");
    return 0;
  }

  /** The mail server's threads end with an exception when the server ends a connection. */
  private static void failed(Thread thread, Throwable failure) {
    if (!thread.getName().startsWith("imap:")) {
      LOG.error("a thread of the demo failed thread={}", thread.getName(), failure);
    }
  }

  /** Says at once that the port is taken, before anything is started. */
  private void checkPort() throws IOException {
    try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      Failure.require(free.isBound(), "the port cannot be used");
    } catch (BindException e) {
      throw new Failure.Conflict("port " + port + " is in use, perhaps by a running server: end it,"
          + " or choose another port by --port");
    }
  }

  /** What the server needs besides its defaults: the sample floor and the built-in carrier. */
  private static Map<String, String> settings(OwnFolder folder, MailServer mail, URI texts)
      throws IOException {
    return Map.of(
        "TANDEM_EMAIL_FILE",
        folder.write("mailboxes.yaml", mail.mailboxes()).toString(),
        "TANDEM_MESSAGES_COMMAND_URL",
        texts.toString(),
        "TANDEM_LOG_LEVEL",
        "WARN");
  }

  private void run(Vertx vertx, OwnFolder folder, URI http, MailServer mail, URI texts)
      throws IOException {
    var token = folder.secret("admin-token");
    var voice = folder.secret("voice");
    var crowd = new Crowd(
        vertx,
        clock,
        ids,
        new SplittableRandom(),
        new CrowdAddress(
            http, token, voice, folder.secret("messages"), texts, "127.0.0.1", mail.smtpPort()),
        this::say);
    var address = new ServerAddress(http, token, voice, Optional.empty());
    var demo = new Demo(vertx, clock, ids, address, mail, crowd);
    try {
      crowd.open().await();
      demo.crowd(people, 1);
      say("Customers with orders are there, and " + people + " simulated agents come.");
      int opened = demo.open(port, folder.passwords()).await();
      say("Ana, Daan and a supervisor are logged in.");
      print("");
      print("The demo is at http://localhost:" + opened + "/demo");
      print("Ctrl-C ends it and removes its sample data.");
      demo.ended().await();
    } finally {
      crowd.close().await();
      demo.close().await();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Prints what has been done, and how long after the begin. */
  private void say(String line) {
    print(String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - begun) / NANOS, line));
  }

  private void print(String line) {
    var out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
