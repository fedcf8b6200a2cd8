package tandem.commands.rehearsal;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.management.jfr.RemoteRecordingStream;
import org.jspecify.annotations.Nullable;
import tandem.rehearsal.load.Costs;
import tandem.storage.DatabaseAddress;

/**
 * The costs of a server and its database on this machine, read from outside: processor time from
 * Linux's {@code /proc}, memory and pauses from the server's JVM, transactions and statements from
 * PostgreSQL's own counters. An unreadable figure is reported once and left out.
 */
final class LocalCosts implements Costs.Meter, AutoCloseable {

  /** Linux counts processor time in hundredths of a second (USER_HZ). */
  private static final Duration TICK = Duration.ofMillis(10);

  private static final Path PROCESSES = Path.of("/proc");
  private static final String LISTENS = "0A";
  private static final String PAUSE_EVENT = "jdk.GCPhasePause";

  private static final String TRANSACTIONS = """
      SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()
      """;

  private static final String STATEMENTS = """
      SELECT sum(s.calls)::bigint
        FROM pg_stat_statements s
        JOIN pg_database d ON d.oid = s.dbid
       WHERE d.datname = current_database()
      """;

  private final Optional<Long> server;
  private final Optional<Jvm> jvm;
  private final Connection database;
  private final Optional<Long> postmaster;
  private final boolean countsStatements;

  private LocalCosts(
      Optional<Long> server,
      Optional<Jvm> jvm,
      Connection database,
      Optional<Long> postmaster,
      boolean countsStatements) {
    this.server = server;
    this.jvm = jvm;
    this.database = database;
    this.postmaster = postmaster;
    this.countsStatements = countsStatements;
  }

  /**
   * Finds the server that listens at this port of this machine.
   *
   * @param say gets a line for each unreadable figure
   */
  static LocalCosts of(int port, DatabaseAddress address, Consumer<String> say)
      throws SQLException {
    var server = listenerAt(port);
    if (server.isEmpty()) {
      say.accept("the process that listens at port " + port
          + " is not visible: the server's processor time and memory are not measured");
    }
    var jvm = server.flatMap(pid -> Jvm.attach(pid, say));
    var database = address.open();
    var postmaster = postmaster(database);
    if (postmaster.isEmpty()) {
      say.accept("PostgreSQL is not on this machine: its processor time is not measured");
    }
    boolean counts = countStatements(database, say);
    return new LocalCosts(server, jvm, database, postmaster, counts);
  }

  @Override
  public Costs read() {
    return new Costs(
        server.flatMap(pid -> cpu(pid, false)),
        postmaster.map(LocalCosts::cpuOfFamily),
        cpu(ProcessHandle.current().pid(), false).orElse(Duration.ZERO),
        countsStatements ? Optional.of(ask(STATEMENTS)) : Optional.empty(),
        Optional.of(ask(TRANSACTIONS)),
        jvm.map(Jvm::allocatedBytes),
        jvm.map(Jvm::pauses));
  }

  /** Collects the server's heap and returns what is in use then. */
  Optional<Long> heapInUse() {
    return jvm.map(Jvm::heapInUse);
  }

  @Override
  public void close() throws SQLException, IOException {
    if (jvm.isPresent()) {
      jvm.get().close();
    }
    database.close();
  }

  private long ask(String query) {
    try (var statement = database.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL's counters cannot be read", e);
    }
  }

  private static boolean countStatements(Connection database, Consumer<String> say) {
    try (var statement = database.createStatement()) {
      statement.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
      statement.executeQuery(STATEMENTS).close();
      return true;
    } catch (SQLException e) {
      say.accept("statements are not counted: PostgreSQL needs pg_stat_statements in"
          + " shared_preload_libraries (" + e.getSQLState() + ")");
      return false;
    }
  }

  private static Optional<Long> postmaster(Connection database) throws SQLException {
    try (var statement = database.createStatement();
        var row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return ProcessHandle.of(row.getLong(1))
          .filter(backend -> cmdline(backend.pid()).startsWith("postgres:"))
          .flatMap(ProcessHandle::parent)
          .map(ProcessHandle::pid);
    }
  }

  private static String cmdline(long pid) {
    try {
      return Files.readString(PROCESSES.resolve(pid + "/cmdline"));
    } catch (IOException e) {
      return "";
    }
  }

  /** The processor time of a process and its children, also of ended ones. */
  private static Duration cpuOfFamily(long pid) {
    var family = ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children);
    return family
        .map(child -> cpu(child.pid(), false).orElse(Duration.ZERO))
        .reduce(cpu(pid, true).orElse(Duration.ZERO), Duration::plus);
  }

  /** User and system time of {@code /proc/<pid>/stat} (proc(5)), with that of ended children. */
  private static Optional<Duration> cpu(long pid, boolean withEnded) {
    try {
      var stat = Files.readString(PROCESSES.resolve(pid + "/stat"));
      // the name, in brackets, may contain spaces
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
      if (withEnded) {
        ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
      }
      return Optional.of(TICK.multipliedBy(ticks));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns the process that listens at a TCP port, if this user may see it. */
  private static Optional<Long> listenerAt(int port) {
    var sockets = new ArrayList<String>();
    for (var table : List.of("net/tcp", "net/tcp6")) {
      try (var lines = Files.lines(PROCESSES.resolve(table))) {
        lines
            .map(line -> line.strip().split("\\s+", -1))
            .filter(fields -> fields.length > 9
                && fields[3].equals(LISTENS)
                && fields[1].endsWith(String.format(":%04X", port)))
            .forEach(fields -> sockets.add("socket:[" + fields[9] + "]"));
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> hasOneOf(pid, sockets))
        .findFirst();
  }

  private static boolean hasOneOf(long pid, List<String> sockets) {
    try (Stream<Path> files = Files.list(PROCESSES.resolve(pid + "/fd"))) {
      return files.anyMatch(file -> {
        try {
          return sockets.contains(Files.readSymbolicLink(file).toString());
        } catch (IOException e) {
          return false; // closed meanwhile
        }
      });
    } catch (IOException | UncheckedIOException e) {
      return false; // not visible to this user
    }
  }

  /** The server's virtual machine, read with the JVM's tools for the same user. */
  private static final class Jvm {

    private final JMXConnector connector;
    private final ThreadMXBean threads;
    private final MemoryMXBean memory;
    private final RemoteRecordingStream events;
    private final ConcurrentLinkedQueue<Duration> pauses = new ConcurrentLinkedQueue<>();

    private Jvm(JMXConnector connector) throws IOException {
      this.connector = connector;
      this.threads = ManagementFactory.newPlatformMXBeanProxy(
          connector.getMBeanServerConnection(),
          ManagementFactory.THREAD_MXBEAN_NAME,
          ThreadMXBean.class);
      this.memory = ManagementFactory.newPlatformMXBeanProxy(
          connector.getMBeanServerConnection(),
          ManagementFactory.MEMORY_MXBEAN_NAME,
          MemoryMXBean.class);
      this.events = new RemoteRecordingStream(connector.getMBeanServerConnection());
      events.enable(PAUSE_EVENT);
      events.onEvent(PAUSE_EVENT, pause -> pauses.add(pause.getDuration()));
      events.startAsync();
    }

    @SuppressWarnings("BanJNDI") // our own server's process, of the same user on the same machine
    static Optional<Jvm> attach(long pid, Consumer<String> say) {
      try {
        var machine = VirtualMachine.attach(Long.toString(pid));
        try {
          var url = new JMXServiceURL(machine.startLocalManagementAgent());
          return Optional.of(new Jvm(JMXConnectorFactory.connect(url)));
        } finally {
          machine.detach();
        }
      } catch (AttachNotSupportedException | IOException e) {
        say.accept("the server's JVM refuses the connection (" + e.getMessage()
            + "): its memory and pauses are not measured");
        return Optional.empty();
      }
    }

    long heapInUse() {
      memory.gc();
      return memory.getHeapMemoryUsage().getUsed();
    }

    long allocatedBytes() {
      return threads.getTotalThreadAllocatedBytes();
    }

    /** Returns the pauses since the last call. */
    List<Duration> pauses() {
      var since = new ArrayList<Duration>();
      for (@Nullable Duration pause = pauses.poll(); pause != null; pause = pauses.poll()) {
        since.add(pause);
      }
      return since;
    }

    void close() throws IOException {
      events.close();
      connector.close();
    }
  }
}
