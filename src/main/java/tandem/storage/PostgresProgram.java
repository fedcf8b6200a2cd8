package tandem.storage;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;

/**
 * PostgreSQL's own programs ({@code initdb}, {@code pg_ctl}, {@code postgres}), unpacked from a
 * library into a folder.
 */
final class PostgresProgram {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresProgram.class);
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final Duration SAID_EVERY = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int LINES_KEPT_MAX = 200;
  private static final int WORDS_MAX = 4;
  private static final String START = "start";

  private final Path home;

  private PostgresProgram(Path home) {
    this.home = home;
  }

  /** The failure of one of the programs, in its own words. */
  static final class Failed extends IOException {
    private static final long serialVersionUID = 1L;

    Failed(String words) {
      super(words);
    }
  }

  /** Why the programs cannot run on such a machine; empty if they can. */
  static Optional<String> obstacle(String system, String architecture) {
    return system.equals("Linux") && (architecture.equals("amd64") || architecture.equals("x86_64"))
        ? Optional.empty()
        : Optional.of("the embedded PostgreSQL runs on Linux on x86-64 only, and this machine is "
            + system + " on " + architecture
            + ": start a PostgreSQL 15 or newer, and name it by TANDEM_DATABASE_URL");
  }

  /** Finds the programs in this folder, or unpacks them there; blocks. */
  static PostgresProgram in(Path folder) throws IOException {
    var obstacle = obstacle(System.getProperty("os.name"), System.getProperty("os.arch"));
    if (obstacle.isPresent()) {
      throw new Failure.Conflict(obstacle.get());
    }
    PrivateFolder.make(folder);
    var archive = PostgresProgram.class.getResource(ARCHIVE);
    if (archive == null) {
      throw new IllegalStateException("the library of PostgreSQL is missing: " + ARCHIVE);
    }
    var home = folder.resolve(mark(archive));
    if (!Files.isDirectory(home)) {
      for (var other : list(folder)) {
        PrivateFolder.remove(other); // older programs, and a half unpacked one
      }
      var draft = Files.createTempDirectory(folder, ".unpacking", PrivateFolder.FOLDER);
      try (var in = archive.openStream()) {
        unpack(in, draft);
      } catch (IOException e) {
        PrivateFolder.remove(draft);
        throw e;
      }
      Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
    }
    return new PostgresProgram(home);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Tells one archive from another, without reading it all. */
  private static String mark(URL archive) throws IOException {
    var connection = archive.openConnection();
    if (connection instanceof JarURLConnection jar) {
      var entry = jar.getJarEntry();
      return "pg-%08x-%d".formatted(entry.getCrc(), entry.getSize());
    }
    return "pg-" + connection.getContentLengthLong();
  }

  private static void unpack(InputStream archive, Path folder) throws IOException {
    try (var tar =
        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var path = folder.resolve(entry.getName()).normalize();
        if (!path.startsWith(folder)) {
          throw new IOException("an entry of the archive leaves its folder: " + entry.getName());
        }
        PrivateFolder.make(entry.isDirectory() ? path : Objects.requireNonNull(path.getParent()));
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (!entry.isDirectory()) {
          boolean runs = (entry.getMode() & 0100) != 0;
          Files.createFile(path, runs ? PrivateFolder.PROGRAM : PrivateFolder.FILE);
          try (var out = Files.newOutputStream(path)) {
            tar.transferTo(out);
          }
        }
      }
    }
  }

  /**
   * Makes a new cluster. Every connection to it needs the password, from the first moment.
   *
   * @param passwordFile its first line is the superuser's password
   */
  void initdb(Path data, String user, Path passwordFile) throws IOException {
    run(
        "PostgreSQL makes its files",
        null,
        "initdb",
        "--pgdata=" + data,
        "--username=" + user,
        "--encoding=UTF-8",
        "--lc-messages=C",
        "--auth=scram-sha-256",
        "--pwfile=" + passwordFile,
        "--no-instructions");
  }

  /** Runs statements on a cluster that no server runs on; nobody can connect meanwhile. */
  void alone(Path data, String statements) throws IOException {
    var said = run(
        "PostgreSQL repairs its files",
        statements,
        "postgres",
        "--single",
        "-j",
        "-D",
        data.toString(),
        "-c",
        "log_min_messages=error",
        "-c",
        "log_line_prefix=",
        "postgres");
    if (said.stream().anyMatch(line -> line.startsWith("ERROR:"))) {
      throw new Failed(words(said));
    }
  }

  /** The command line of a server with these settings, as the operating system shows it. */
  List<String> commandLine(Path data, List<String> settings) {
    return Stream.concat(
            Stream.of(home.resolve("bin").resolve("postgres").toString(), "-D", data.toString()),
            all(settings).flatMap(one -> Stream.of("-c", one)))
        .toList();
  }

  private static Stream<String> all(List<String> settings) {
    return Stream.concat(
        settings.stream(),
        Stream.of("log_line_prefix=", "lc_messages=C", "log_min_messages=fatal"));
  }

  /** Starts a server; blocks until it answers. Then it runs on, even without this process. */
  void start(Path data, List<String> settings) throws IOException {
    var options = all(settings).map(one -> "-c '" + one + "'").toList();
    run(
        "PostgreSQL starts",
        null,
        "pg_ctl",
        START,
        "-D",
        data.toString(),
        "-w",
        "-t",
        Long.toString(LIMIT.toSeconds()),
        "-o",
        String.join(" ", options));
  }

  /** Stops the server of a cluster, cleanly and without waiting for its clients. */
  void stop(Path data) throws IOException {
    run("PostgreSQL stops", null, "pg_ctl", "stop", "-D", data.toString(), "-m", "fast", "-w");
  }

  /** Runs a program to its end, and says every few seconds that it does. Returns what it said. */
  private List<String> run(String what, @Nullable String input, String program, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    if (isRoot()) {
      // PostgreSQL refuses to run as root; in a user namespace of its own it has no rights of root
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    var process = builder.start();
    var said = new ArrayDeque<String>();
    var listener = Thread.ofVirtual().start(() -> listen(process, said));
    try {
      try (var out = process.outputWriter(StandardCharsets.UTF_8)) {
        if (input != null) {
          out.write(input);
        }
      } catch (IOException e) {
        LOG.debug("{} takes no input", program, e); // it has ended, and its words say why
      }
      int seconds = 0;
      while (!process.waitFor(SAID_EVERY.toSeconds(), TimeUnit.SECONDS)) {
        seconds += (int) SAID_EVERY.toSeconds();
        LOG.warn("{}, for {} s already: {}", what, seconds, words(copy(said)));
      }
      if (process.exitValue() != 0 || !arguments[0].equals(START)) {
        // a server that runs on keeps the stream open, so nothing waits for its end
        listener.join(Duration.ofSeconds(1));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + what, e);
    }
    var lines = copy(said);
    if (process.exitValue() != 0) {
      throw new Failed(words(lines));
    }
    return lines;
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  private static void listen(Process process, Deque<String> said) {
    try (var lines = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (said) {
          said.add(line.strip());
          if (said.size() > LINES_KEPT_MAX) {
            said.removeFirst();
          }
        }
      }
    } catch (IOException e) {
      LOG.debug("PostgreSQL says no more", e); // its process has ended
    }
  }

  private static List<String> copy(Deque<String> said) {
    synchronized (said) {
      return List.copyOf(said);
    }
  }

  /** The lines that tell what is wrong; the last ones if none does. */
  static String words(List<String> said) {
    var telling = said.stream()
        .filter(line ->
            line.matches("^(\\S+: )?(fatal|error|FATAL|PANIC|ERROR|DETAIL|HINT|could not).*"))
        .filter(line -> !line.startsWith("pg_ctl: could not start server"))
        .limit(WORDS_MAX)
        .toList();
    var lines = telling.isEmpty()
        ? said.stream()
            .filter(line -> !line.isEmpty())
            .skip(Math.max(0, said.stream().filter(line -> !line.isEmpty()).count() - WORDS_MAX))
            .toList()
        : telling;
    return lines.isEmpty() ? "it says nothing" : String.join(" ", lines).replaceAll(" {2,}", " ");
  }
}
