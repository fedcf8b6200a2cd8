package tandem.channels.email;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that signs itself, with its key.
 *
 * @param pem the certificate in PEM form
 */
record Certificates(SSLContext context, String pem) {

  private static final String PASSWORD = "of-the-test";

  /**
   * Makes one with Java's own tool.
   *
   * @param host the name for which it is: {@code ip:127.0.0.1} or {@code dns:mail.example}
   */
  static Certificates of(Path folder, String host) {
    var file = folder.resolve("keys.p12");
    try {
      var made = new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
              "-genkeypair",
              "-alias",
              "server",
              "-keyalg",
              "EC",
              "-dname",
              "CN=test",
              "-ext",
              "san=" + host,
              "-validity",
              "2",
              "-storetype",
              "PKCS12",
              "-storepass",
              PASSWORD,
              "-keystore",
              file.toString())
          .inheritIO()
          .start()
          .waitFor();
      if (made != 0) {
        throw new IllegalStateException("keytool ended with " + made);
      }
      var keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      var body =
          Base64.getMimeEncoder().encodeToString(keys.getCertificate("server").getEncoded());
      return new Certificates(
          context, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    } catch (IOException | InterruptedException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  ServerSocketFactory doors() {
    return context.getServerSocketFactory();
  }

  Trust trust() {
    try {
      return Trust.in(pem.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
