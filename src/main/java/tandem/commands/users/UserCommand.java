package tandem.commands.users;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.auth.Accounts;
import tandem.auth.Credentials;
import tandem.auth.Credentials.Kind;
import tandem.auth.Passwords;
import tandem.auth.Role;
import tandem.auth.Sessions;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.config.Config;
import tandem.config.ConfigSources;
import tandem.document.Json;

/**
 * The command {@code user}: accounts, tokens and sessions, on the database itself. A password is
 * never an argument, because every user of the machine can read the arguments of a process.
 */
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    description = "Lists and changes accounts, tokens and sessions, whether the server runs or not."
        + " Running nodes follow within a second. Every change is audited.")
public final class UserCommand implements Runnable {

  private static final int PAGE = 200;

  private final Path home;
  private final Map<String, String> environment;
  private final SecureRandom random;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  public UserCommand(SecureRandom random) {
    this(random, ConfigSources.homeOfThisProcess(), System.getenv());
  }

  UserCommand(SecureRandom random, Path home, Map<String, String> environment) {
    this.home = home;
    this.environment = environment;
    this.random = random;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** How a password is given. */
  static final class GivenPassword {
    @Option(names = "--ask", description = "ask for the password on the terminal")
    private boolean ask;

    @Option(names = "--stdin", description = "read the password from the first line of the input")
    private boolean stdin;

    /** Empty if one is to be made. */
    private Optional<String> read() {
      Failure.require(!ask || !stdin, "--ask and --stdin exclude each other");
      return ask ? Optional.of(asked()) : stdin ? Optional.of(line()) : Optional.empty();
    }

    private static String asked() {
      var console = Objects.requireNonNull(System.console(), "since Java 22 there is always one");
      if (!console.isTerminal()) {
        throw new Failure.Invalid("--ask needs a terminal; use --stdin or neither");
      }
      char @Nullable [] first = console.readPassword("Password: ");
      char @Nullable [] second = console.readPassword("The same again: ");
      if (first == null || second == null || !Arrays.equals(first, second)) {
        throw new Failure.Invalid("the two passwords differ");
      }
      return new String(first);
    }

    private static String line() {
      try {
        @Nullable
        String line =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line == null) {
          throw new Failure.Invalid("--stdin: the input has no line");
        }
        return line;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The reason of a change. */
  static final class Reason {
    @Option(
        names = "--why",
        paramLabel = "TEXT",
        description = "the reason, for the audit",
        defaultValue = "")
    private String text = "";

    private Optional<String> read() {
      return Optional.of(Text.optional("--why", text, Accounts.WHY_LENGTH_MAX))
          .filter(it -> !it.isEmpty());
    }
  }

  static final class AsJson {
    @Option(names = "--json", description = "print one JSON object")
    private boolean on;
  }

  // --- accounts

  @Command(name = "list", description = "Lists all accounts.", mixinStandardHelpOptions = true)
  int list(@Mixin AsJson json) {
    return with(books -> {
      var all = new ArrayList<Accounts.Listed>();
      for (var after = ""; ; after = all.getLast().name()) {
        var page = books.accounts().list(after, PAGE).await();
        all.addAll(page);
        if (page.size() < PAGE) {
          break;
        }
      }
      if (json.on) {
        out().println(Json.write(Map.of("accounts", all)));
        return;
      }
      out()
          .printf(
              "%-24s %-10s %-16s %-26s %8s %6s%n",
              "name", "role", "agent", "state", "sessions", "tokens");
      all.forEach(account -> out()
          .printf(
              "%-24s %-10s %-16s %-26s %8d %6d%n",
              account.name(),
              account.role().word(),
              account.agent().map(AgentId::value).orElse("-"),
              state(account),
              account.sessions(),
              account.tokens()));
    });
  }

  private static String state(Accounts.Listed account) {
    if (!account.active()) {
      return "disabled";
    }
    if (!account.onFloor()) {
      return "agent not active";
    }
    return account.hasPassword() ? "active" : "active, without a password";
  }

  @Command(
      name = "add",
      description = "Makes an account. Its password is made and shown once, unless it is given.",
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--role", required = true, description = "agent, supervisor or admin")
          String role,
      @Option(names = "--agent", paramLabel = "ID", description = "the agent of the floor")
          @Nullable
          String agent,
      @Mixin GivenPassword given,
      @Mixin Reason why) {
    return with(books -> {
      var of = Optional.ofNullable(agent).map(AgentId::new);
      of.ifPresent(id -> books.accounts().checkKnown(id).await());
      var password = given.read();
      var used = password.orElseGet(() -> Passwords.make(random));
      books.accounts().create(by(), why.read(), name, used, Role.of(role), of).await();
      out().println("account " + name + " is made");
      showMade(password, used);
    });
  }

  @Command(
      name = "disable",
      description = "Disables an account: its sessions and tokens end, and nobody can log in.",
      mixinStandardHelpOptions = true)
  int disable(@Parameters(paramLabel = "NAME") String name, @Mixin Reason why) {
    return with(books -> {
      books.accounts().disable(by(), why.read(), name).await();
      out().println("account " + name + " is disabled");
    });
  }

  @Command(
      name = "enable",
      description = "Enables a disabled account; its old sessions and tokens stay ended.",
      mixinStandardHelpOptions = true)
  int enable(@Parameters(paramLabel = "NAME") String name, @Mixin Reason why) {
    return with(books -> {
      books.accounts().enable(by(), why.read(), name).await();
      out().println("account " + name + " is enabled");
    });
  }

  @Command(
      name = "set-role",
      description = "Changes the role of an account; its sessions and tokens end.",
      mixinStandardHelpOptions = true)
  int setRole(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--role", required = true, description = "agent, supervisor or admin")
          String role,
      @Mixin Reason why) {
    return with(books -> {
      books.accounts().changeRole(by(), why.read(), name, Role.of(role)).await();
      out().println("account " + name + " has the role " + role);
    });
  }

  @Command(
      name = "reset-password",
      description = "Sets a new password, which is made and shown once, unless it is given. The"
          + " account's sessions end; its tokens stay.",
      mixinStandardHelpOptions = true)
  int resetPassword(
      @Parameters(paramLabel = "NAME") String name, @Mixin GivenPassword given, @Mixin Reason why) {
    return with(books -> {
      var password = given.read();
      var used = password.orElseGet(() -> Passwords.make(random));
      books.accounts().changePassword(by(), why.read(), name, used).await();
      out().println("account " + name + " has a new password");
      showMade(password, used);
    });
  }

  private void showMade(Optional<String> given, String used) {
    if (given.isEmpty()) {
      out().println("password, shown only now: " + used);
    }
  }

  // --- tokens and sessions

  @Command(
      name = "sessions",
      description = "Lists the sessions, of all accounts or of one.",
      mixinStandardHelpOptions = true)
  int sessions(
      @Parameters(paramLabel = "NAME", arity = "0..1") @Nullable String name, @Mixin AsJson json) {
    return print(Kind.SESSION, "sessions", name, json);
  }

  @Command(
      name = "tokens",
      description = "Lists the tokens, of all accounts or of one.",
      mixinStandardHelpOptions = true)
  int tokens(
      @Parameters(paramLabel = "NAME", arity = "0..1") @Nullable String name, @Mixin AsJson json) {
    return print(Kind.TOKEN, "tokens", name, json);
  }

  private int print(Kind kind, String title, @Nullable String name, AsJson json) {
    return with(books -> {
      var all = all(books.credentials(), kind, Optional.ofNullable(name));
      if (json.on) {
        out().println(Json.write(Map.of(title, all)));
        return;
      }
      out()
          .printf(
              "%-36s %-20s %-20s %-20s %-20s %-16s %s%n",
              "id", "account", "made", "ends", "last seen", "from", "label or device");
      all.forEach(one -> out()
          .printf(
              "%-36s %-20s %-20s %-20s %-20s %-16s %s%n",
              one.id(),
              one.account(),
              second(one.madeAt()),
              second(one.expiresAt()),
              one.seenAt().map(UserCommand::second).orElse("-"),
              one.address().orElse("-"),
              one.label().or(one::device).orElse("-")));
    });
  }

  private static String second(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static List<Credentials.Listed> all(
      Credentials credentials, Kind kind, Optional<String> account) {
    var all = new ArrayList<Credentials.Listed>();
    for (var after = Credentials.Place.FIRST; ; ) {
      var page = credentials.list(kind, account, after, PAGE).await();
      all.addAll(page);
      if (page.size() < PAGE) {
        return all;
      }
      after = new Credentials.Place(all.getLast().account(), all.getLast().id());
    }
  }

  @Command(
      name = "revoke",
      description = "Ends a token or session, named by its id, or all of an account.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Parameters(paramLabel = "ID", arity = "0..1") @Nullable String id,
      @Option(names = "--all-of", paramLabel = "NAME", description = "all of this account")
          @Nullable
          String account,
      @Mixin Reason why) {
    Failure.require(
        (id == null) != (account == null), "name either an ID or an account by --all-of");
    return with(books -> {
      var credentials = books.credentials();
      int ended = 0;
      for (var kind : Kind.values()) {
        for (var one : all(credentials, kind, Optional.ofNullable(account))) {
          if (id == null || one.id().toString().equals(id)) {
            credentials.revoke(by(), why.read(), kind, one.id()).await();
            out().println(kind.word() + " " + one.id() + " of " + one.account() + " has ended");
            ended++;
          }
        }
      }
      if (ended == 0) {
        throw new Failure.NotFound("token or session", id == null ? "of " + account : id);
      }
    });
  }

  @Command(
      name = "make-token",
      description = "Issues a token for a program that acts as this account, and prints it.",
      mixinStandardHelpOptions = true)
  int makeToken(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--label", required = true, description = "what the token is for")
          String label,
      @Option(names = "--days", defaultValue = "30", description = "how long it is valid, 1-365")
          int days) {
    return with(books -> {
      Failure.require(
          days >= 1 && days <= Sessions.TOKEN_DAYS_MAX,
          "--days must be 1-" + Sessions.TOKEN_DAYS_MAX);
      var text = Text.required("--label", label, Sessions.LABEL_LENGTH_MAX);
      var token = books
          .sessions()
          .issueToken(by(), name, Optional.of(Text.plain(text)), Duration.ofDays(days))
          .await();
      out()
          .println("token " + token.id() + " of " + name + " until " + second(token.expiresAt())
              + ", shown only now: " + token.secret().text());
    });
  }

  @Command(
      name = "rotate-token",
      description = "Replaces the admin token of the data folder; the one before ends at once.",
      mixinStandardHelpOptions = true)
  int rotateToken() {
    return with(books -> out()
        .println("the admin token of the data folder is new; it ends "
            + second(books.adminToken().rotate(by()))));
  }

  // --- the ground

  private int with(Consumer<AccountBooks> work) {
    try (var books = AccountBooks.open(Config.load(home, environment), random)) {
      work.accept(books);
    }
    out().flush();
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** No account has a name like this, so nobody can act in the name of a user of the machine. */
  private static String by() {
    return "(command line) " + Text.plain(System.getProperty("user.name", "unknown"));
  }
}
