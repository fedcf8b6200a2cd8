package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.base.Failure;

/** Both drivers against PostgreSQL with TLS and without. */
@ExtendWith(VertxExtension.class)
class DatabaseTlsTest {

  private static final String ENCRYPTED =
      "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

  @TempDir
  private static Path folder;

  private static Path ours;
  private static Path strangers;
  private static EmbeddedDatabase withTls;
  private static EmbeddedDatabase without;

  @BeforeAll
  static void start() throws Exception {
    ours = Authority.make(folder, "ours", "localhost");
    strangers = Authority.make(folder, "strangers", "localhost");
    without = EmbeddedDatabase.start(folder.resolve("without"));
    withTls = EmbeddedDatabase.start(
        folder.resolve("with"),
        Map.of(
            "ssl", "on",
            "ssl_cert_file", folder.resolve("ours-server.pem").toString(),
            "ssl_key_file", folder.resolve("ours-server.key").toString()));
  }

  @AfterAll
  static void stop() throws IOException {
    withTls.close();
    without.close();
  }

  /** A server that never listens at the name of its certificate is {@code 127.0.0.1}. */
  @ParameterizedTest
  @CsvSource({
    "with, localhost, sslmode=disable, false",
    "with, localhost, sslmode=allow, false",
    "with, localhost, sslmode=prefer, true",
    "with, localhost, '', true",
    "with, localhost, sslmode=allow&sslrootcert=STRANGERS, false",
    "with, localhost, sslmode=prefer&sslrootcert=STRANGERS, true",
    "with, 127.0.0.1, sslrootcert=STRANGERS, true",
    "with, localhost, sslmode=require, true",
    "with, 127.0.0.1, sslmode=require, true",
    "with, 127.0.0.1, sslmode=require&sslrootcert=OURS, true",
    "with, 127.0.0.1, sslmode=verify-ca&sslrootcert=OURS, true",
    "with, localhost, sslmode=verify-full&sslrootcert=OURS, true",
    "without, localhost, sslmode=disable, false",
    "without, localhost, sslmode=allow, false",
    "without, localhost, sslmode=prefer, false",
  })
  void a_connection_is_encrypted_as_its_sslmode_says(
      String server, String host, String parameters, String encrypted, Vertx vertx)
      throws Exception {
    var address = address(server, host, parameters);

    assertThat(new AskedDatabase(address).ask(ENCRYPTED)).isEqualTo(encrypted);
    assertThat(askedByVertx(vertx, address)).isEqualTo(encrypted);
    DatabaseWait.until(address, java.time.InstantSource.system(), _ -> {
      throw new AssertionError("it is there");
    });
  }

  @ParameterizedTest
  @CsvSource({
    "without, localhost, sslmode=require, does not support SSL",
    "without, localhost, sslmode=verify-ca&sslrootcert=OURS, does not support SSL",
    "without, localhost, sslmode=verify-full&sslrootcert=OURS, does not support SSL",
    "without, localhost, sslmode=verify-full&sslrootcert=system, does not support SSL",
    "with, localhost, sslmode=require&sslrootcert=STRANGERS, certification path",
    "with, localhost, sslmode=verify-ca&sslrootcert=STRANGERS, certification path",
    "with, localhost, sslmode=verify-full&sslrootcert=STRANGERS, certification path",
    "with, localhost, sslmode=verify-full&sslrootcert=system, certification path",
    "with, localhost, sslrootcert=system, certification path",
    "with, 127.0.0.1, sslmode=verify-full&sslrootcert=OURS, 127.0.0.1",
  })
  void a_server_that_the_sslmode_does_not_believe_is_refused_at_once_by_both_drivers(
      String server, String host, String parameters, String words, Vertx vertx) {
    var address = address(server, host, parameters);
    var said = new ArrayList<String>();

    assertThatThrownBy(
            () -> DatabaseWait.until(address, java.time.InstantSource.system(), said::add))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining(address.password());
    assertThat(said).isEmpty();
    assertThatThrownBy(() -> askedByVertx(vertx, address)).isNotNull();
    assertThatThrownBy(() -> Migrations.run(address)).isInstanceOf(Failure.Invalid.class);
  }

  @Test
  void a_wrong_parameter_is_named_with_what_is_allowed() {
    var known = "postgresql://ana:hush@db.example/tandem";
    assertThat(errors(
            known + "?sslmode=full",
            known + "?sslmode=verify-ca",
            known + "?sslmode=require&sslrootcert=system",
            known + "?sslmode=verify-full&sslrootcert=root.pem",
            known + "?sslmode=verify-full&sslrootcert=/nowhere/root.pem",
            known + "?sslmode=verify-full&sslrootcert=" + folder.resolve("ours-server.key"),
            known + "?channel_binding=require",
            known + "?sslmode=require&sslmode=disable",
            known + "?sslmode"))
        .satisfiesExactly(
            one -> assertThat(one)
                .isEqualTo(
                    "sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full, not \"full\""),
            one -> assertThat(one).startsWith("sslmode=verify-ca needs sslrootcert"),
            one -> assertThat(one).startsWith("sslrootcert=system needs sslmode=verify-full"),
            one -> assertThat(one).endsWith("\"root.pem\": the path is relative"),
            one -> assertThat(one).endsWith("\"/nowhere/root.pem\": it does not exist"),
            one -> assertThat(one).contains("ours-server.key\": it has no certificate"),
            one -> assertThat(one)
                .isEqualTo(
                    "has parameters that are not supported: channel_binding (allowed: sslmode, sslrootcert)"),
            one -> assertThat(one).isEqualTo("has the parameter sslmode twice"),
            one -> assertThat(one).startsWith("has a parameter without a value"))
        .noneMatch(one -> one.contains("hush"));
  }

  private static List<String> errors(String... urls) {
    var errors = new ArrayList<String>();
    for (var url : urls) {
      try {
        DatabaseAddress.parse(url);
      } catch (Failure.Invalid e) {
        errors.add(e.getMessage());
      }
    }
    return errors;
  }

  private static DatabaseAddress address(String server, String host, String parameters) {
    var plain = (server.equals("with") ? withTls : without).address();
    return DatabaseAddress.parse(
        "postgresql://" + plain.user() + ":" + plain.password() + "@" + host
            + ":" + plain.port() + "/" + plain.database()
            + (parameters.isEmpty()
                ? ""
                : "?"
                    + parameters
                        .replace("OURS", ours.toString())
                        .replace("STRANGERS", strangers.toString())));
  }

  private static String askedByVertx(Vertx vertx, DatabaseAddress address) {
    var database = new Database(vertx, address, 1);
    try {
      return database
          .pool()
          .query(ENCRYPTED)
          .execute()
          .map(rows -> rows.iterator().next().getString(0))
          .await();
    } finally {
      database.close().await();
    }
  }

  /** An authority with a server's certificate, made by the JDK's {@code keytool}. */
  static final class Authority {

    private Authority() {}

    /** Makes {@code NAME-server.pem} and {@code .key}; returns the authority's file. */
    static Path make(Path folder, String name, String server) throws Exception {
      var store = folder.resolve(name + ".p12");
      keytool(
          store,
          "-genkeypair",
          "-alias",
          "ca",
          "-keyalg",
          "EC",
          "-dname",
          "CN=" + name,
          "-ext",
          "bc:c");
      keytool(
          store,
          "-genkeypair",
          "-alias",
          "server",
          "-keyalg",
          "EC",
          "-dname",
          "CN=" + server,
          "-signer",
          "ca",
          "-ext",
          "san=dns:" + server);
      var keys = java.security.KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      Files.writeString(
          folder.resolve(name + "-server.pem"),
          pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
      var key = folder.resolve(name + "-server.key");
      Files.createFile(key, PrivateFolder.FILE);
      Files.writeString(
          key, pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
      return Files.writeString(
          folder.resolve(name + ".pem"),
          pem("CERTIFICATE", keys.getCertificate("ca").getEncoded()));
    }

    private static final String PASSWORD = "only-a-test";

    private static void keytool(Path store, String... arguments) throws Exception {
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.addAll(List.of(arguments));
      command.addAll(
          List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-validity", "30"));
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(
          process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
    }

    private static String pem(String what, byte[] content) {
      return "-----BEGIN " + what + "-----\n"
          + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
          + "\n-----END " + what + "-----\n";
    }
  }
}
