package tandem.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The token that Tandem's own commands on this machine use: its file may be read by its owner only.
 */
public final class AdminToken {

  private static final Duration LIFETIME = Duration.ofDays(3650);

  private final Accounts accounts;
  private final Sessions sessions;
  private final Path file;

  public AdminToken(Accounts accounts, Sessions sessions, Path dataFolder) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.file = dataFolder.resolve("secrets").resolve("admin-token");
  }

  /** Makes the token when its file is missing or has no valid token. Blocks: for boot only. */
  public void ensure() {
    boolean good = read(file)
        .flatMap(secret -> sessions.identify(secret).await())
        .filter(identity -> identity.role() == Role.ADMIN)
        .isPresent();
    if (good) {
      return;
    }
    var account = accounts.ofProgram(SampleAccounts.ADMIN, Role.ADMIN).await();
    var token = sessions.issueToken("(start)", account, LIFETIME).await();
    try {
      PrivateFile.write(file, token.secret().text() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Secret> read(Path file) {
    try {
      return Files.exists(file) ? Secret.parse(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
