package tandem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import tandem.base.Ids;
import tandem.config.Config;
import tandem.config.ConfigSources;
import tandem.rehearsal.FreePort;
import tandem.server.Server;

/** A server whose machine's wall clock a test may set. */
public interface SteppedServer extends AutoCloseable {

  URI http();

  URI commandUrl();

  String secret(String name);

  /** Sets the wall clock's difference from the true time. */
  void set(Duration off);

  /** Whether the server has noticed that its wall clock was set. */
  boolean hasNoticed();

  /** Stops the server, sets the clock and starts the server again. */
  void restart(Duration off);

  @Override
  void close();

  /** A server in a process of its own, whose wall clock libfaketime sets. */
  final class Faked implements SteppedServer {

    private final Path offset;
    private final Map<String, String> environment;
    private Node node;

    private Faked(Path library, Path data, Map<String, String> environment, Duration off) {
      this.offset = data.resolve("offset");
      this.environment = new HashMap<>(environment);
      this.environment.putAll(faking(library, offset));
      set(offset, off);
      this.node = Node.start(data, this.environment);
    }

    /** The environment of a process whose wall clock the file sets; see {@link #set}. */
    public static Map<String, String> faking(Path library, Path offset) {
      return Map.of(
          "LD_PRELOAD",
          library.toString(),
          "FAKETIME_TIMESTAMP_FILE",
          offset.toString(),
          "FAKETIME_CACHE_DURATION",
          "1",
          // as on a machine whose clock is set: the monotonic clock is not changed
          "FAKETIME_DONT_FAKE_MONOTONIC",
          "1",
          // otherwise every pause of a thread would end at once: Debian's library is built with
          // another default
          "FAKETIME_FORCE_MONOTONIC_FIX",
          "0",
          "NO_FAKE_STAT",
          "1");
    }

    /** The library's path in Debian's package; empty if it is not installed. */
    public static Optional<Path> library() {
      try (var folders = Files.newDirectoryStream(Path.of("/usr/lib"))) {
        for (var folder : folders) {
          var library = folder.resolve("faketime/libfaketime.so.1");
          if (Files.isReadable(library)) {
            return Optional.of(library);
          }
        }
        return Optional.empty();
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    static Faked start(Path library, Path data, Map<String, String> environment) {
      return start(library, data, environment, Duration.ZERO);
    }

    /** @param off the wall clock's difference from the true time at the first start */
    static Faked start(Path library, Path data, Map<String, String> environment, Duration off) {
      return new Faked(library, data, environment, off);
    }

    /** Kills the server's process with kill -9. */
    void kill() {
      try {
        node.kill();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Sets the wall clock of the processes that read this file, within a second. */
    public static void set(Path offset, Duration off) {
      try {
        var whole = offset.resolveSibling("offset.new");
        Files.writeString(whole, "%+d\n".formatted(off.toSeconds()));
        Files.move(whole, offset, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public URI http() {
      return node.http();
    }

    @Override
    public URI commandUrl() {
      return node.commandUrl();
    }

    @Override
    public String secret(String name) {
      return node.secret(name);
    }

    @Override
    public void set(Duration off) {
      set(offset, off);
    }

    @Override
    public boolean hasNoticed() {
      return node.log().contains("the wall clock was set");
    }

    @Override
    public void restart(Duration off) {
      try {
        node.kill();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      set(off);
      node = node.again(environment);
    }

    @Override
    public void close() {
      node.close();
    }
  }

  /** A server in the test's own process, with a clock of the test. */
  final class Within implements SteppedServer {

    private final AtomicReference<Duration> off = new AtomicReference<>(Duration.ZERO);
    private final InstantSource wall = () -> Instant.now().plus(off.get());
    private final int port = new FreePort().number();
    private final URI commandUrl =
        URI.create("http://127.0.0.1:" + new FreePort().number() + "/commands");
    private final Path data;
    private final Map<String, String> environment;
    private Server server;

    Within(Path data, Map<String, String> environment) {
      this(data, environment, Duration.ZERO);
    }

    /** @param off the wall clock's difference from the true time at the first start */
    Within(Path data, Map<String, String> environment, Duration off) {
      this.off.set(off);
      this.data = data;
      this.environment = new HashMap<>(environment);
      this.environment.put("TANDEM_DATA_DIR", data.toString());
      this.environment.put("TANDEM_HTTP_PORT", Integer.toString(port));
      this.environment.put("TANDEM_MANAGEMENT_PORT", "0");
      this.environment.put("TANDEM_VOICE_NATIVE_COMMAND_URL", commandUrl.toString());
      this.server = start();
    }

    private Server start() {
      var sources = new ConfigSources(Path.of("").toAbsolutePath(), environment);
      var config = Config.read(sources);
      sources.errors().failIfAny();
      var random = new SecureRandom();
      return Server.start(config, wall, random, new Ids(wall, random));
    }

    @Override
    public URI http() {
      return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public URI commandUrl() {
      return commandUrl;
    }

    @Override
    public String secret(String name) {
      try {
        return Files.readString(data.resolve("secrets").resolve(name)).strip();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void set(Duration further) {
      off.set(further);
    }

    @Override
    public boolean hasNoticed() {
      return true; // it has no other clock than this one
    }

    @Override
    public void restart(Duration further) {
      server.stop();
      set(further);
      server = start();
    }

    @Override
    public void close() {
      server.stop();
    }
  }
}
