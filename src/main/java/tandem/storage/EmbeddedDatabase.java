package tandem.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;

/**
 * A real PostgreSQL with its data in a folder of the project, kept over restarts. One process at a
 * time may use the folder. A PostgreSQL that a killed process has left running is taken over, if it
 * is the same program with the same settings; another is stopped, and ours started on its data.
 *
 * <p>It listens on the loopback address alone, has no socket in the file system, and asks everybody
 * for the password from its first moment: the files are made with the password before a server
 * listens.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final Duration FAST_LIMIT = Duration.ofSeconds(5);
  private static final Duration IMMEDIATE_LIMIT = Duration.ofSeconds(3);
  private static final int PORTS_TRIED_MAX = 5;
  private static final int PASSWORD_BYTES = 24;
  private static final String LOOPBACK = "127.0.0.1";
  private static final String PROGRAM = "postgres-program";
  private static final String DATABASE = "tandem";
  private static final String USER = "postgres";
  private static final String OWNER = "unix:uid";
  private static final String PASSWORD_FOR_EVERYBODY = """
      host all all 127.0.0.1/32 scram-sha-256
      host all all ::1/128 scram-sha-256
      """;

  private static final Map<String, String> SETTINGS = Map.of(
      "listen_addresses",
      LOOPBACK,
      "unix_socket_directories",
      "",
      // query plans made while a new folder's tables are empty scan whole tables until the next
      // analyze, and a busy floor writes tens of thousands of rows in the default minute between
      // two checks
      "autovacuum_naptime",
      "10s",
      // counts statements: it shows operators the costly ones, and benchmarks the cost of a contact
      "shared_preload_libraries",
      "pg_stat_statements",
      "tcp_keepalives_idle",
      "5",
      "tcp_keepalives_interval",
      "2",
      "tcp_keepalives_count",
      "3");

  /**
   * Makes a log-in cheap: each computes as many rounds of a hash as the password was stored with,
   * usually 4,096, and a start makes a dozen log-ins before that code is compiled. The rounds
   * protect passwords that can be guessed; this one has {@value #PASSWORD_BYTES} random bytes.
   */
  private static final String STORED_WITH_ONE_ROUND = "SELECT 1 FROM pg_authid WHERE rolname = '"
      + USER + "' AND rolpassword LIKE 'SCRAM-SHA-256$1:%'";

  private static final String STORE_WITH_ONE_ROUND =
      "SET scram_iterations = 1; ALTER USER " + USER + " PASSWORD '%s'; RESET scram_iterations";

  private static final String EXISTS =
      "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'";

  private static final String OTHER_SUPERUSERS =
      "SELECT rolname FROM pg_roles WHERE rolsuper AND rolname <> '" + USER + "' ORDER BY rolname";

  private final PostgresProgram program;
  private final Path data;
  private final DatabaseAddress address;
  private final FileChannel lockFile;

  private EmbeddedDatabase(
      PostgresProgram program, Path data, DatabaseAddress address, FileChannel lockFile) {
    this.program = program;
    this.data = data;
    this.address = address;
    this.lockFile = lockFile;
  }

  /**
   * Starts the server on {@code folder/postgres}, which the first start makes; blocks until it
   * answers. @throws Failure.Conflict with the reason, in PostgreSQL's words if it is PostgreSQL's
   */
  public static EmbeddedDatabase start(Path folder) {
    return start(folder, Map.of());
  }

  /** The same with settings of PostgreSQL that stand above ours. */
  static EmbeddedDatabase start(Path folder, Map<String, String> settings) {
    try {
      PrivateFolder.secure(folder);
      var lockFile = lock(folder);
      try {
        return locked(folder, settings, lockFile);
      } catch (IOException | RuntimeException e) {
        lockFile.close();
        throw e;
      }
    } catch (IOException e) {
      var words = words(e);
      throw new Failure.Conflict("the embedded PostgreSQL in " + folder.resolve("postgres")
          + " does not start: " + words + help(words));
    }
  }

  private static String words(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileSystemException file
      when file.getReason() == null -> file.getFile() + ": " + file.getClass().getSimpleName();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static EmbeddedDatabase locked(
      Path folder, Map<String, String> settings, FileChannel lockFile) throws IOException {
    var data = folder.resolve("postgres");
    var left = leftover(data);
    var program = PostgresProgram.in(folder.resolve(PROGRAM)); // removes the one of another version
    var running = takenOver(left, program, folder, data, settings, lockFile);
    if (running.isPresent()) {
      return running.get();
    }
    for (var process : left) {
      LOG.info("stopping the PostgreSQL of a killed Tandem pid={}", process.pid());
      stop(process);
    }
    Files.deleteIfExists(data.resolve("postmaster.pid"));
    var password = secured(program, folder, data);
    Files.writeString(data.resolve("pg_hba.conf"), PASSWORD_FOR_EVERYBODY);
    int port = launch(program, data, settings);
    var database = new EmbeddedDatabase(program, data, address(port, password), lockFile);
    try {
      database.prepare();
      return database;
    } catch (SQLException e) {
      program.stop(data);
      throw new PostgresProgram.Failed(String.valueOf(e.getMessage()));
    }
  }

  private static String help(String words) {
    if (words.contains("No space left on device") || words.contains("Disk quota exceeded")) {
      return "; its disk is full: make room there";
    }
    if (words.contains("unshare")) {
      return "; PostgreSQL refuses to run as root, and root may not make a user namespace here: run"
          + " Tandem as an ordinary user";
    }
    if (words.contains("kill -9")) {
      return ""; // our own words say what to do
    }
    if (words.contains("shared memory block is still in use")) {
      return "; another PostgreSQL runs on these files: stop it";
    }
    if (words.contains("ermission denied")) {
      return "; give the folder to the user that runs Tandem (chown -R)";
    }
    return "; restore the folder from a backup, or move it away to begin without data";
  }

  /**
   * Returns the address of the server that another process runs on this folder, for commands. The
   * file that names its port outlives a server that was killed. Then anybody on this machine may
   * listen at the port, so the file is believed only while the process that it names serves this
   * folder.
   */
  public static Optional<DatabaseAddress> runningIn(Path folder) {
    try {
      var data = folder.resolve("postgres");
      var pidFile = data.resolve("postmaster.pid");
      var secret = folder.resolve("secrets").resolve("database");
      if (!Files.exists(pidFile) || !Files.exists(secret)) {
        return Optional.empty();
      }
      var lines = Files.readString(pidFile, StandardCharsets.ISO_8859_1).lines().toList();
      if (lines.size() < 4
          || !lines.getFirst().strip().matches("[0-9]{1,10}")
          || !lines.get(3).strip().matches("[0-9]{1,5}")) {
        return Optional.empty();
      }
      var password = Files.readString(secret).strip();
      return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
          .filter(serves(data))
          .map(_ -> address(Integer.parseInt(lines.get(3).strip()), password));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for PostgreSQL in " + folder, e);
    }
  }

  private static DatabaseAddress address(int port, String password) {
    return new DatabaseAddress(LOOPBACK, port, DATABASE, USER, password, DatabaseTls.NONE, true);
  }

  public DatabaseAddress address() {
    return address;
  }

  /** Stops the server cleanly. */
  @Override
  public void close() throws IOException {
    try {
      program.stop(data);
    } finally {
      lockFile.close();
    }
  }

  /** Takes the folder's lock. The operating system frees it when its holder dies in any way. */
  private static FileChannel lock(Path folder) throws IOException {
    var file = FileChannel.open(
        folder.resolve("tandem.lock"),
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        PrivateFolder.FILE);
    if (tryLock(file) == null) {
      file.close();
      throw new Failure.Conflict(
          "another Tandem runs on the data folder " + folder
              + ": stop it, or set another TANDEM_DATA_DIR for this one, or use the other's database by TANDEM_DATABASE_URL");
    }
    return file;
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /**
   * Makes the cluster if there is none, and sees to it that it has our password before it listens.
   * Returns the password. A cluster of an earlier version may have none, and our file of it may be
   * lost or empty: then it gets a new one, while nobody can connect.
   */
  private static String secured(PostgresProgram program, Path folder, Path data)
      throws IOException {
    var secret = folder.resolve("secrets").resolve("database");
    var making = folder.resolve("secrets").resolve(".database-being-made");
    var secured = data.resolve("tandem.secured");
    if (Files.exists(making) && !Files.exists(secured)) {
      // an earlier start ended amid this; what it made has held no data
      clear(data);
    }
    boolean isNew = isEmpty(data);
    if (!isNew && !Files.exists(data.resolve("PG_VERSION"))) {
      throw new PostgresProgram.Failed("its files are damaged: PG_VERSION is missing");
    }
    var known = Files.exists(secret) ? Files.readString(secret).strip() : "";
    if (!isNew && !known.isEmpty() && Files.exists(secured)) {
      return known;
    }
    var password = known.isEmpty() ? newPassword() : known;
    if (isNew) {
      PrivateFolder.write(secret, password + "\n");
      PrivateFolder.write(making, "");
      program.initdb(data, USER, secret);
      Files.delete(making);
    } else {
      LOG.warn(
          "the embedded PostgreSQL gets a password, because {}",
          known.isEmpty() ? secret + " has none" : "it was not known to have this one");
      // our own hex digits
      program.alone(data, "ALTER USER " + USER + " PASSWORD '" + password + "'\n");
      PrivateFolder.write(secret, password + "\n");
    }
    PrivateFolder.write(secured, ""); // also tells an earlier version that there is a password
    return password;
  }

  private static boolean isEmpty(Path data) throws IOException {
    if (!Files.exists(data)) {
      return true;
    }
    try (var files = Files.list(data)) {
      return files.findAny().isEmpty();
    }
  }

  /** The folder itself may be a link to another disk. */
  private static void clear(Path data) throws IOException {
    if (Files.exists(data)) {
      try (var files = Files.list(data)) {
        for (var file : files.toList()) {
          PrivateFolder.remove(file);
        }
      }
    }
  }

  private static String newPassword() {
    var bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Starts the server at a free port, which it returns; if another process takes the port
   * meanwhile, the next.
   */
  private static int launch(PostgresProgram program, Path data, Map<String, String> settings)
      throws IOException {
    for (int tries = 1; ; tries++) {
      int port = freePort();
      try {
        program.start(data, written(port, settings));
        return port;
      } catch (PostgresProgram.Failed e) {
        if (tries == PORTS_TRIED_MAX
            || !String.valueOf(e.getMessage()).contains("could not create any TCP/IP sockets")) {
          throw e;
        }
        LOG.info("the embedded PostgreSQL's port was taken meanwhile port={}", port);
      }
    }
  }

  /** The settings of a server at this port, as its command line has them. */
  static List<String> written(int port, Map<String, String> settings) {
    var all = new TreeMap<>(SETTINGS);
    all.putAll(settings);
    var written = new ArrayList<>(List.of("port=" + port));
    all.forEach((name, value) -> written.add(name + "=" + value));
    return written;
  }

  /** A copy of the template takes long on a slow disk. */
  private static final Duration MAKING_MAX = Duration.ofMinutes(2);

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    }
  }

  /** Makes our database if it is missing, and looks for what an intruder may have left. */
  private void prepare() throws SQLException {
    try (var connection = address.database("postgres").open(MAKING_MAX)) {
      if (firstColumn(connection, EXISTS).isEmpty()) {
        try (var statement = connection.createStatement()) {
          statement.execute("CREATE DATABASE " + DATABASE);
        }
      }
      if (firstColumn(connection, STORED_WITH_ONE_ROUND).isEmpty()) {
        try (var statement = connection.createStatement()) {
          // our own hex digits
          statement.execute(STORE_WITH_ONE_ROUND.formatted(address.password()));
        }
      }
      var others = firstColumn(connection, OTHER_SUPERUSERS);
      if (!others.isEmpty()) {
        LOG.warn(
            "the embedded PostgreSQL has superusers that Tandem did not make: {}; drop them if"
                + " you do not know them",
            others);
      }
    }
  }

  private static List<String> firstColumn(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var all = new ArrayList<String>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    }
  }

  /**
   * The PostgreSQL that a killed Tandem has left running. This process holds the folder's lock, so
   * no other uses it. The server is known by its program, owner and working folder: the number in
   * its file may have gone to another process, and the file may be damaged.
   */
  private static List<ProcessHandle> leftover(Path data) throws IOException {
    if (!Files.exists(data)) {
      return List.of();
    }
    return ProcessHandle.allProcesses().filter(serves(data)).toList();
  }

  /** Whether a process is the server of these files, and not one of its children. */
  private static Predicate<ProcessHandle> serves(Path data) throws IOException {
    var folder = data.toRealPath();
    var owner = Files.getAttribute(folder, OWNER); // PostgreSQL serves no files of others
    return process -> isPostgres(process)
        && isOf(process, owner)
        && worksIn(process, folder)
        && process.parent().filter(EmbeddedDatabase::isPostgres).isEmpty();
  }

  /**
   * Goes on with the server that was left, which is faster than to stop it and to start another:
   * callers wait meanwhile. It must be what we would start, and answer.
   */
  private static Optional<EmbeddedDatabase> takenOver(
      List<ProcessHandle> left,
      PostgresProgram program,
      Path folder,
      Path data,
      Map<String, String> settings,
      FileChannel lockFile) {
    if (left.size() != 1 || !Files.exists(data.resolve("tandem.secured"))) {
      return Optional.empty();
    }
    var process = left.getFirst();
    if (isFrozen(process)) {
      return Optional.empty(); // it would not answer for as long as a log-in may take
    }
    var line = commandLine(process);
    var known = runningIn(folder)
        .filter(address ->
            program.commandLine(data, written(address.port(), settings)).equals(line));
    if (known.isEmpty()) {
      return Optional.empty();
    }
    var database = new EmbeddedDatabase(program, data, known.get(), lockFile);
    try {
      database.prepare();
      LOG.info("taking over the PostgreSQL of a killed Tandem pid={}", process.pid());
      return Optional.of(database);
    } catch (SQLException e) {
      LOG.info(
          "the PostgreSQL of a killed Tandem does not answer pid={} error={}",
          process.pid(),
          e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether a signal has stopped the process; see proc(5), the field "state" of "stat". */
  private static boolean isFrozen(ProcessHandle process) {
    try {
      var stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.startsWith("T", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false; // it has just ended
    }
  }

  /** Empty if the process has just ended. */
  private static List<String> commandLine(ProcessHandle process) {
    try {
      var line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
      return line.isEmpty()
          ? List.of()
          : List.of(line.substring(0, line.length() - 1).split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * Stops a server, if need be without its leave. Nothing is lost: one that ends at once leaves its
   * journal to the next.
   */
  private static void stop(ProcessHandle process) throws IOException {
    if (!hasEnded(process, "INT", FAST_LIMIT) && !hasEnded(process, "QUIT", IMMEDIATE_LIMIT)) {
      throw new PostgresProgram.Failed("an earlier PostgreSQL does not stop: end it (kill -9 "
          + process.pid() + "), nothing is lost by that, and start again");
    }
  }

  /** SIGTERM would wait for clients for ever; SIGINT (fast) and SIGQUIT (immediate) do not. */
  private static boolean hasEnded(ProcessHandle process, String signal, Duration limit)
      throws IOException {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
          .start()
          .waitFor();
      process.onExit().get(limit.toSeconds(), TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException("cannot stop PostgreSQL " + process.pid(), e);
    }
  }

  /** The program of a server that runs may have been removed. */
  private static boolean isPostgres(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(c -> c.endsWith("/postgres") || c.endsWith("/postgres (deleted)"))
        .orElse(false);
  }

  private static boolean isOf(ProcessHandle process, Object owner) {
    try {
      return Files.getAttribute(Path.of("/proc/" + process.pid()), OWNER).equals(owner);
    } catch (IOException e) {
      return false; // it has just ended
    }
  }

  private static boolean worksIn(ProcessHandle process, Path folder) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd")).equals(folder);
    } catch (IOException e) {
      return false; // it has ended, or is another user's
    }
  }
}
