package tandem.storage;

import java.util.Optional;
import tandem.document.Kind;
import tandem.document.Settings;

/**
 * The settings of the database.
 *
 * @param url empty: an embedded PostgreSQL in the data folder
 */
public record DatabaseSettings(Optional<DatabaseAddress> url, int poolSize) {

  private static final int POOL_SIZE_MIN = 2;
  private static final int POOL_SIZE_MAX = 200;

  public static DatabaseSettings read(Settings in) {
    return new DatabaseSettings(
        in.read(
            "url",
            address(),
            "",
            "postgresql://user:password@host:5432/database, version 15 or newer; empty is the embedded one. Add"
                + " ?sslmode=verify-full&sslrootcert=FILE (or system) beyond this machine: else any server is believed."),
        in.read(
            "pool_size",
            Kind.whole(POOL_SIZE_MIN, POOL_SIZE_MAX),
            "8",
            "Connections of this node, half of them kept for what must not wait; in addition to three of routing and two of searches."));
  }

  private static Kind<Optional<DatabaseAddress>> address() {
    return Kind.of(
            "postgresql://user:password@host:5432/database",
            new DatabaseAddress("localhost", 5432, "tandem", "tandem", ""),
            text -> Optional.of(DatabaseAddress.parse(text)))
        .orEmpty()
        .secret();
  }
}
