package tandem.auth;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import tandem.base.AgentId;

/**
 * The log-ins of the sample floor. There are no default passwords: a start makes a new one for each
 * agent without an account, and keeps it in a file that only the owner of the data folder can read.
 * Nodes that start together take turns ({@link tandem.storage.StartLock}).
 */
public final class SampleAccounts {

  public static final String SUPERVISOR = "supervisor";
  public static final String ADMIN = "admin";

  /** A name and its password, to print once. */
  public record LogIn(String name, String password) {
    @Override
    public String toString() {
      return "LogIn " + name;
    }
  }

  private record Wanted(String name, Role role, Optional<AgentId> agent) {}

  private final Accounts accounts;
  private final SecureRandom random;
  private final Path file;

  public SampleAccounts(Accounts accounts, SecureRandom random, Path dataFolder) {
    this.accounts = accounts;
    this.random = random;
    this.file = file(dataFolder);
  }

  /**
   * Makes an account for every agent, a supervisor and an admin. Returns the log-ins made now, to
   * be shown this once; none on a later start. Blocks: for boot only.
   */
  public List<LogIn> make(Collection<AgentId> agents) {
    var all = wanted(agents);
    var has = Future.all(
            all.stream().map(wanted -> accounts.hasPassword(wanted.name())).toList())
        .await();
    var missing = IntStream.range(0, all.size())
        .filter(i -> !has.<Boolean>resultAt(i))
        .mapToObj(all::get)
        .toList();
    var made = missing.stream()
        .map(wanted -> new LogIn(wanted.name(), Passwords.make(random)))
        .toList();
    if (made.isEmpty()) {
      return made;
    }
    // the file comes first: an account whose password is lost could never be used
    keep(made);
    var creating = new ArrayList<Future<Account>>();
    for (int i = 0; i < made.size(); i++) {
      var wanted = missing.get(i);
      creating.add(accounts.create(
          "(first start)", wanted.name(), made.get(i).password(), wanted.role(), wanted.agent()));
    }
    Future.all(creating).await();
    return made;
  }

  /** The file with the log-ins that were made here. */
  public static Path file(Path dataFolder) {
    return dataFolder.resolve("passwords");
  }

  private static List<Wanted> wanted(Collection<AgentId> agents) {
    var wanted = new ArrayList<Wanted>();
    agents.stream()
        .sorted()
        .map(agent -> new Wanted(agent.value(), Role.AGENT, Optional.of(agent)))
        .filter(agent -> !agent.name().equals(SUPERVISOR) && !agent.name().equals(ADMIN))
        .forEach(wanted::add);
    wanted.add(new Wanted(SUPERVISOR, Role.SUPERVISOR, Optional.empty()));
    wanted.add(new Wanted(ADMIN, Role.ADMIN, Optional.empty()));
    return wanted;
  }

  private void keep(List<LogIn> made) {
    var all = read();
    made.forEach(logIn -> all.put(logIn.name(), logIn.password()));
    var text = new StringBuilder("# Log-ins of the sample floor: name and password\n");
    all.forEach(
        (name, password) -> text.append(name).append(' ').append(password).append('\n'));
    try {
      PrivateFile.write(file, text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> read() {
    var all = new LinkedHashMap<String, String>();
    if (!Files.exists(file)) {
      return all;
    }
    try {
      for (var line : Files.readAllLines(file)) {
        var parts = line.strip().split(" ", -1);
        if (parts.length == 2 && !parts[0].equals("#")) {
          all.put(parts[0], parts[1]);
        }
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
