package tandem.storage;

import io.vertx.pgclient.PgConnectOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.base.Failure;

/**
 * The address of a PostgreSQL database, with user and password.
 *
 * @param tls whether connections are encrypted, and which server is believed
 * @param mustProve whether the server must prove that it knows the password, which it never gets
 *     ({@link ServerProof}); elsewhere those who run the server choose how to log in
 */
public record DatabaseAddress(
    String host,
    int port,
    String database,
    String user,
    String password,
    DatabaseTls tls,
    boolean mustProve) {

  /** A write that took as long was given up by its node. */
  static final Duration IDLE_IN_TRANSACTION_MAX = Duration.ofSeconds(10);

  /** A server that is away is given up; without a limit a connection attempt takes minutes. */
  private static final String CONNECT_SECONDS_MAX =
      "&connectTimeout=5&loginTimeout=10&tcpKeepAlive=true";

  /** Enough for a short statement on a slow server. A migration has no limit. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  private static final int PORT_MAX = 65_535;
  private static final String FORM = "must look like postgresql://user:password@host:5432/database";

  /** An address whose connections are encrypted if the server can. */
  public DatabaseAddress(String host, int port, String database, String user, String password) {
    this(host, port, database, user, password, DatabaseTls.PREFERRED, false);
  }

  /**
   * Reads {@code postgresql://user:password@host:port/database?sslmode=...&sslrootcert=...};
   * {@link Failure.Invalid} says what is wrong.
   */
  public static DatabaseAddress parse(String url) {
    try {
      var uri = new URI(url);
      var path = uri.getPath() == null ? "" : uri.getPath();
      var who = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
      int colon = who.indexOf(':');
      Failure.require(
          "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme()), FORM);
      Failure.require(uri.getHost() != null && path.length() > 1 && !who.isEmpty(), FORM);
      Failure.require(
          uri.getPort() == -1 || (uri.getPort() >= 1 && uri.getPort() <= PORT_MAX),
          FORM + ", its port from 1 to " + PORT_MAX + ", not " + uri.getPort());
      return new DatabaseAddress(
          uri.getHost(),
          uri.getPort() == -1 ? 5432 : uri.getPort(),
          path.substring(1),
          decode(colon < 0 ? who : who.substring(0, colon)),
          colon < 0 ? "" : decode(who.substring(colon + 1)),
          DatabaseTls.read(parameters(uri.getRawQuery())),
          false);
    } catch (URISyntaxException e) {
      throw new Failure.Invalid(FORM);
    }
  }

  private static Map<String, String> parameters(@Nullable String query) {
    var parameters = new HashMap<String, String>();
    for (var one : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = one.indexOf('=');
      Failure.require(equals > 0, "has a parameter without a value; " + FORM + "?name=value");
      var name = decode(one.substring(0, equals));
      Failure.require(
          parameters.put(name, decode(one.substring(equals + 1))) == null,
          "has the parameter " + name + " twice");
    }
    return parameters;
  }

  private static String decode(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  public DatabaseAddress database(String name) {
    return new DatabaseAddress(host, port, name, user, password, tls, mustProve);
  }

  PgConnectOptions connectOptions() {
    var options = new PgConnectOptions()
        .setHost(host)
        .setPort(port)
        .setDatabase(database)
        .setUser(user)
        .setPassword(password)
        .addProperty("application_name", "tandem")
        // a node that is frozen in a transaction does not hold its locks for ever; no write takes
        // that long
        .addProperty("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_MAX.toMillis() + "")
        // lets the server notice within seconds that a client's machine is gone
        .addProperty("tcp_keepalives_idle", "5")
        .addProperty("tcp_keepalives_interval", "2")
        .addProperty("tcp_keepalives_count", "3");
    tls.putInto(options);
    return options;
  }

  /** Opens one plain JDBC connection, for code that blocks. */
  public Connection open() throws SQLException {
    return open(ANSWER_MAX);
  }

  /**
   * Opens one plain JDBC connection.
   *
   * @param answerMax the longest time in which the server may say nothing
   */
  public Connection open(Duration answerMax) throws SQLException {
    return DriverManager.getConnection(
        jdbcUrl() + "&socketTimeout=" + answerMax.toSeconds(), user, password);
  }

  String jdbcUrl() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?ApplicationName=tandem"
        + CONNECT_SECONDS_MAX
        + tls.jdbcParameters()
        + (mustProve ? ServerProof.JDBC_PARAMETER : "");
  }

  /** Omits the password, because addresses are logged. */
  @Override
  public String toString() {
    return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
  }
}
