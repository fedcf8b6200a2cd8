package tandem.commands;

import tandem.base.Failure;
import tandem.config.Config;
import tandem.storage.DatabaseAddress;
import tandem.storage.EmbeddedDatabase;

/** The database of the server that the same configuration and data folder mean. */
public final class LocalDatabase {

  private LocalDatabase() {}

  public static DatabaseAddress find() {
    var config = Config.load();
    return config
        .database()
        .url()
        .or(() -> EmbeddedDatabase.runningIn(config.dataDir()))
        .orElseThrow(() -> new Failure.Invalid("no database runs in " + config.dataDir()
            + ": start the server, or name a database by TANDEM_DATABASE_URL"));
  }
}
