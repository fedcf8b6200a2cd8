package tandem.commands.rehearsal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tandem.storage.DatabaseAddress;
import tandem.storage.EmbeddedDatabase;

/**
 * A temporary folder for servers that a command starts for itself, one after the other. When it is
 * closed, or when this process is told to end, the server is stopped and the folder is removed.
 */
final class OwnFolder implements AutoCloseable {

  private final Path path;
  private final Thread atExit = new Thread(() -> end(OwnServer::abandon), "tandem-own-folder-end");
  private Optional<OwnServer> last = Optional.empty();
  private boolean ended;

  /** @param name the beginning of the folder's name */
  OwnFolder(String name) throws IOException {
    this.path = Files.createTempDirectory(name);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts a server with this folder as its data folder; blocks until it serves.
   *
   * @param command the whole command line of a server
   * @param settings environment variables besides data folder and ports
   */
  OwnServer start(List<String> command, Map<String, String> settings) throws IOException {
    OwnServer server;
    synchronized (this) {
      if (ended) {
        throw new IllegalStateException("the folder of this server is removed");
      }
      server = OwnServer.launch(command, path, settings);
      last = Optional.of(server);
    }
    server.awaitServing();
    return server;
  }

  /** Writes a file for the server to read. */
  Path write(String name, String text) throws IOException {
    return Files.writeString(path.resolve(name), text);
  }

  /** Reads the log-ins of the sample floor: the passwords by account. */
  Map<String, String> passwords() throws IOException {
    return Files.readAllLines(path.resolve("passwords")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" ", 2))
        .collect(Collectors.toMap(logIn -> logIn[0], logIn -> logIn[1]));
  }

  /** Returns the address of the database of the server that runs in this folder. */
  DatabaseAddress database() {
    return EmbeddedDatabase.runningIn(path)
        .orElseThrow(() -> new IllegalStateException("no database runs in " + path));
  }

  /** Reads one of the server's secrets. */
  String secret(String name) throws IOException {
    return Files.readString(path.resolve("secrets").resolve(name)).strip();
  }

  @Override
  public void close() {
    end(OwnServer::close);
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private synchronized void end(Consumer<OwnServer> ending) {
    if (ended) {
      return;
    }
    ended = true;
    last.ifPresent(ending);
    try (var all = Files.walk(path)) {
      for (var one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + path, e);
    }
  }
}
