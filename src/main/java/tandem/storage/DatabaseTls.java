package tandem.storage;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tandem.base.Failure;

/**
 * How a connection to PostgreSQL is encrypted, and which server is believed: {@code sslmode} and
 * {@code sslrootcert} with the meaning that libpq gives them.
 *
 * @param roots {@link #SYSTEM}, or the absolute path of a PEM file with the authorities that are
 *     believed; null believes every server, and so do allow and prefer
 * @see <a href="https://www.postgresql.org/docs/current/libpq-ssl.html">SSL Support</a>
 */
record DatabaseTls(SslMode mode, @Nullable String roots) {

  /** The authorities of the Java that runs this. */
  static final String SYSTEM = "system";

  static final String MODE = "sslmode";
  static final String ROOTS = "sslrootcert";

  private static final Set<SslMode> BY_AUTHORITY = Set.of(SslMode.VERIFY_CA, SslMode.VERIFY_FULL);

  /** What libpq does when nothing is said: encrypted if the server can, and any server. */
  static final DatabaseTls PREFERRED = new DatabaseTls(SslMode.PREFER, null);

  /** For a server at this machine's loopback address. */
  static final DatabaseTls NONE = new DatabaseTls(SslMode.DISABLE, null);

  private static final String MODES =
      Arrays.stream(SslMode.values()).map(DatabaseTls::written).collect(Collectors.joining(", "));

  DatabaseTls {
    Failure.require(
        !BY_AUTHORITY.contains(mode) || roots != null,
        MODE + "=" + written(mode) + " needs " + ROOTS
            + ": the absolute path of a PEM file with the authorities to believe, or system");
    Failure.require(
        !SYSTEM.equals(roots) || mode == SslMode.VERIFY_FULL,
        ROOTS + "=system needs " + MODE + "=verify-full, not " + written(mode)
            + ": with these authorities anybody can have a certificate for a name of his own");
  }

  /** Reads the parameters of an address; {@link Failure.Invalid} names a wrong one. */
  static DatabaseTls read(Map<String, String> parameters) {
    var unknown = new TreeSet<>(parameters.keySet());
    unknown.removeAll(Set.of(MODE, ROOTS));
    Failure.require(
        unknown.isEmpty(),
        "has parameters that are not supported: " + String.join(", ", unknown) + " (allowed: "
            + MODE + ", " + ROOTS + ")");
    var roots = parameters.get(ROOTS);
    if (roots != null && !roots.equals(SYSTEM)) {
      checkFile(roots);
    }
    var written = parameters.get(MODE);
    if (written == null) {
      // as libpq has it: who names the system's authorities wants them asked
      return SYSTEM.equals(roots)
          ? new DatabaseTls(SslMode.VERIFY_FULL, roots)
          : new DatabaseTls(SslMode.PREFER, roots);
    }
    var mode = Arrays.stream(SslMode.values())
        .filter(one -> written(one).equals(written))
        .findAny()
        .orElseThrow(() ->
            new Failure.Invalid(MODE + " must be one of " + MODES + ", not \"" + written + "\""));
    return new DatabaseTls(mode, roots);
  }

  private static String written(SslMode mode) {
    return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void checkFile(String name) {
    var must = ROOTS + " must be system or the absolute path of a PEM file, not \"" + name + "\": ";
    try {
      var file = Path.of(name);
      Failure.require(file.isAbsolute(), must + "the path is relative");
      try (InputStream in = Files.newInputStream(file)) {
        Failure.require(
            !CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty(),
            must + "it has no certificate");
      }
    } catch (InvalidPathException e) {
      throw new Failure.Invalid(must + "it is no path");
    } catch (CertificateException e) {
      throw new Failure.Invalid(must + "it has no certificate that can be read");
    } catch (java.nio.file.NoSuchFileException e) {
      throw new Failure.Invalid(must + "it does not exist");
    } catch (java.nio.file.AccessDeniedException e) {
      throw new Failure.Invalid(must + "permission denied");
    } catch (IOException e) {
      throw new Failure.Invalid(must + e.getMessage());
    }
  }

  /**
   * The mode that the drivers get. They never ask an authority under {@code require}; libpq does if
   * it has one.
   */
  private SslMode effective() {
    return mode == SslMode.REQUIRE && roots != null ? SslMode.VERIFY_CA : mode;
  }

  void putInto(PgConnectOptions options) {
    var ssl = new ClientSSLOptions();
    if (roots != null && BY_AUTHORITY.contains(effective())) {
      ssl.setTrustOptions(trusted(roots));
    } else {
      ssl.setTrustAll(true); // allow and prefer ask no authority, as libpq has it
    }
    ssl.setHostnameVerificationAlgorithm(effective() == SslMode.VERIFY_FULL ? "HTTPS" : "");
    options.setSslMode(effective()).setSslOptions(ssl);
  }

  private static TrustOptions trusted(String roots) {
    if (!roots.equals(SYSTEM)) {
      return new PemTrustOptions().addCertPath(roots);
    }
    try {
      var authorities = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      authorities.init((KeyStore) null);
      return TrustOptions.wrap(authorities.getTrustManagers()[0]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no authorities", e);
    }
  }

  /** The parameters of a JDBC URL. */
  String jdbcParameters() {
    var parameters = "&" + MODE + "=" + written(effective());
    if (roots == null) {
      return parameters;
    }
    return roots.equals(SYSTEM)
        ? parameters + "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory"
        : parameters + "&" + ROOTS + "=" + URLEncoder.encode(roots, StandardCharsets.UTF_8);
  }
}
