package tandem.commands;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tandem.base.Failure;
import tandem.config.Config;
import tandem.rehearsal.ServerAddress;
import tandem.storage.DatabaseAddress;
import tandem.storage.EmbeddedDatabase;

/** The server that the same configuration and data folder mean, as a command beside it finds it. */
public final class LocalServer {

  private LocalServer() {}

  public static ServerAddress find() {
    var config = Config.load();
    return new ServerAddress(
        address(config.http().host(), config.http().port()),
        secret(config.dataDir(), "admin-token"),
        config.voice().nativeHook().secret().isEmpty()
            ? secret(config.dataDir(), "voice")
            : config.voice().nativeHook().secret().reveal(),
        config.voice().nativeHook().commandUrl());
  }

  /** Where it says how it is. */
  static URI management() {
    var config = Config.load();
    return address(config.management().host(), config.management().port());
  }

  private static URI address(String listensAt, int port) {
    var host = listensAt.equals("0.0.0.0") ? "127.0.0.1" : listensAt;
    return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
  }

  static DatabaseAddress database() {
    var config = Config.load();
    return config
        .database()
        .url()
        .or(() -> EmbeddedDatabase.runningIn(config.dataDir()))
        .orElseThrow(() -> new Failure.Invalid("no database runs in " + config.dataDir()
            + ": start the server, or name a database by TANDEM_DATABASE_URL"));
  }

  public static long doctorRows() {
    return new Doctor(database()).examine().rows();
  }

  private static String secret(Path dataDir, String name) {
    var file = dataDir.resolve("secrets").resolve(name);
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      throw new Failure.Invalid(
          file + " is not there: start the server first, with the same data folder");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
