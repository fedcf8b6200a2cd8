package tandem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Secrets that nobody configured: made once, kept in the data folder for its owner alone. */
final class Secrets {

  private static final int BYTES = 32;

  private final Path folder;
  private final SecureRandom random;

  Secrets(Path dataDir, SecureRandom random) {
    this.folder = dataDir.resolve("secrets");
    this.random = random;
  }

  /** A Standard Webhooks secret, {@code whsec_} and base64. */
  String webhook(String name) {
    var file = folder.resolve(name);
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "whsec_" + Base64.getEncoder().encodeToString(bytes) + "\n");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the secret " + file + " cannot be kept", e);
    }
  }
}
