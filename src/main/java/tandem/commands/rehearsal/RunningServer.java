package tandem.commands.rehearsal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tandem.base.Failure;
import tandem.commands.Doctor;
import tandem.commands.LocalDatabase;
import tandem.config.Config;
import tandem.rehearsal.ServerAddress;

/** The running server of this configuration and data folder, as commands find it. */
final class RunningServer {

  private RunningServer() {}

  static ServerAddress find() {
    var config = Config.load();
    return new ServerAddress(
        address(config.http().host(), config.http().port()),
        secret(config.dataDir(), "admin-token"),
        config.nativeVoice().secret().isEmpty()
            ? secret(config.dataDir(), "voice")
            : config.nativeVoice().secret().reveal(),
        config.nativeVoice().commandUrl().telephones());
  }

  /** The secret of the hook for raw mails. */
  static String mailSecret() {
    var config = Config.load();
    return config.email().secret().isEmpty()
        ? secret(config.dataDir(), "email")
        : config.email().secret().reveal();
  }

  static long doctorRows() {
    return new Doctor(LocalDatabase.find()).examine().rows();
  }

  private static URI address(String listensAt, int port) {
    var host = listensAt.equals("0.0.0.0") ? "127.0.0.1" : listensAt;
    return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
  }

  private static String secret(Path dataDir, String name) {
    var file = dataDir.resolve("secrets").resolve(name);
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      throw new Failure.Invalid(
          file + " is missing: start the server first, with the same data folder");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
