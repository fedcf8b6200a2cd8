package tandem.channels.email.mime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The mails of the tests: files in the shapes that real programs write. */
public final class Mails {

  public static final Instant NOON = Instant.parse("2026-11-28T14:00:00Z");

  private Mails() {}

  public static byte[] bytes(String name) {
    try (var in = Mails.class.getResourceAsStream("/mail/" + name + ".eml")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All files, by name. */
  public static List<byte[]> all() {
    try (var files = Files.list(Path.of(Mails.class.getResource("/mail").toURI()))) {
      return files
          .filter(file -> file.toString().endsWith(".eml"))
          .sorted()
          .map(Mails::read)
          .toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ReadMail read(String name) {
    return MailReader.read(bytes(name), ReadLimits.DEFAULT, NOON);
  }

  public static ReadMail reading(String mail) {
    return MailReader.read(mail.getBytes(StandardCharsets.UTF_8), ReadLimits.DEFAULT, NOON);
  }

  public static byte[] content(MailAttachment attachment) {
    try (var in = attachment.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
