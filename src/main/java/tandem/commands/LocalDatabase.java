package tandem.commands;

import tandem.base.Failure;
import tandem.config.Config;
import tandem.storage.DatabaseAddress;
import tandem.storage.EmbeddedDatabase;

/** The finder of the database of this configuration and data folder. */
public final class LocalDatabase {

  private LocalDatabase() {}

  public static DatabaseAddress find() {
    var config = Config.load();
    return config
        .database()
        .url()
        .or(() -> EmbeddedDatabase.runningIn(config.dataDir()))
        .orElseThrow(() -> new Failure.Invalid("no database runs in " + config.dataDir()
            + ": start the server, or set TANDEM_DATABASE_URL"));
  }
}
