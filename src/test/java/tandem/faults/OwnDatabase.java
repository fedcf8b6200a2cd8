package tandem.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import tandem.storage.DatabaseAddress;
import tandem.storage.EmbeddedDatabase;

/** A PostgreSQL with durable settings that a test may stop at any moment and start again. */
final class OwnDatabase implements AutoCloseable {

  private final Path folder;
  private EmbeddedDatabase server;
  private boolean running = true;

  OwnDatabase(Path folder) {
    this.folder = folder;
    this.server = EmbeddedDatabase.start(folder);
  }

  /** Its port is another one after each start. */
  DatabaseAddress address() {
    return server.address();
  }

  /** Ends all its processes at once, without a checkpoint, as {@code pg_ctl stop -m immediate}. */
  void stopAtOnce() {
    running = false;
    try {
      var pid = Files.readAllLines(folder.resolve("postgres/postmaster.pid"))
          .getFirst()
          .strip();
      var process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
      new ProcessBuilder("kill", "-QUIT", pid).start().waitFor();
      process.onExit().get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts it again, also when it has ended by itself; blocks until it answers. */
  void startAgain() {
    release();
    server = EmbeddedDatabase.start(folder);
    running = true;
  }

  /** Whether its processes run; they may refuse all connections nevertheless. */
  boolean isRunning() {
    return running && Files.exists(folder.resolve("postgres/postmaster.pid"));
  }

  private void release() {
    try {
      server.close();
    } catch (IOException e) {
      // its processes have ended already; its lock is free now
    }
  }

  @Override
  public void close() {
    release();
  }
}
