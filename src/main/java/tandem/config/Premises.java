package tandem.config;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import tandem.document.Setting;

/**
 * The check of this machine before a start: the ports must be free and the data folder writable. It
 * runs before anything is made, so that a failed start leaves nothing behind.
 */
public final class Premises {

  private Premises() {}

  /** Adds every error to the sources. */
  public static void check(Config config, ConfigSources sources) {
    checkPort(sources, Config.HTTP, config.http().host(), config.http().port());
    checkPort(
        sources,
        Config.MANAGEMENT,
        config.management().host(),
        config.management().port());
    checkDataFolder(config.dataDir(), sources);
  }

  /**
   * Checks the folder by making one in it: permissions alone do not show it (in {@code /proc}
   * nothing can be made).
   */
  public static void checkDataFolder(Path folder, ConfigSources sources) {
    var there = folder;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    var must = "must be a folder that can be written, not \"" + folder + "\": ";
    if (!Files.isDirectory(there)) {
      sources.complain(Config.DATA_DIR, must + there + " is a file");
      return;
    }
    try {
      Files.delete(Files.createTempDirectory(there, ".tandem"));
    } catch (IOException e) {
      sources.complain(Config.DATA_DIR, must + "no folder can be made in " + there);
    }
  }

  private static void checkPort(ConfigSources sources, String section, String host, int port) {
    var hostKey = section + ".host";
    var portKey = section + ".port";
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (BindException e) {
      if (isTaken(e)) {
        sources.complain(portKey, taken(portKey, host, port));
      } else {
        sources.complain(hostKey, "must be an address of this machine, not \"" + host + "\"");
      }
    } catch (IOException e) {
      sources.complain(portKey, port + " cannot be opened on " + host + ": " + e.getMessage());
    }
  }

  private static boolean isTaken(BindException e) {
    return String.valueOf(e.getMessage()).contains("in use");
  }

  public static String taken(String key, String host, int port) {
    return port + " is already in use on " + host + " (" + Setting.variable(key) + " sets another)";
  }
}
