package tandem.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import tandem.auth.PrivateFile;
import tandem.document.HiddenText;
import tandem.storage.DatabaseAddress;
import tandem.storage.SharedSecrets;

/**
 * The secrets that are not configured: made once, stored in the database for all nodes, and in each
 * node's data folder for its owner.
 */
final class Secrets {

  private static final int BYTES = 32;
  private static final String FORM = "whsec_";

  private final Path folder;
  private final DatabaseAddress address;
  private final SecureRandom random;

  /** Those of earlier starts. They are read at once, because each connection costs a log-in. */
  private final Map<String, String> stored;

  /** Blocks. */
  Secrets(Path dataDir, DatabaseAddress address, SecureRandom random) {
    this.folder = dataDir.resolve("secrets");
    this.address = address;
    this.random = random;
    this.stored = SharedSecrets.all(address);
  }

  /** The configured secret, or one that is made. */
  String webhook(String name, HiddenText configured) {
    return configured.isEmpty() ? webhook(name) : configured.reveal();
  }

  /**
   * A Standard Webhooks secret, {@code whsec_} and base64. Blocks. If the database has none, a
   * secret in this node's file from an earlier version is used.
   */
  String webhook(String name) {
    var file = folder.resolve(name);
    try {
      var before = written(file);
      var secret = Optional.ofNullable(stored.get(name))
          .orElseGet(() -> SharedSecrets.keep(address, name, before.orElseGet(this::made)));
      if (!before.equals(Optional.of(secret))) {
        PrivateFile.write(file, secret + "\n");
      }
      return secret;
    } catch (IOException e) {
      throw new UncheckedIOException("the secret " + file + " cannot be stored", e);
    }
  }

  private static Optional<String> written(Path file) throws IOException {
    return Files.exists(file)
        ? Optional.of(Files.readString(file).strip()).filter(text -> text.startsWith(FORM))
        : Optional.empty();
  }

  private String made() {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return FORM + Base64.getEncoder().encodeToString(bytes);
  }
}
