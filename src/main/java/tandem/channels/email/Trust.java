package tandem.channels.email;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** The certificates that are believed for one mail server, and no others. */
public final class Trust {

  private final List<Certificate> certificates;

  private Trust(List<Certificate> certificates) {
    this.certificates = certificates;
  }

  /** Reads a file of certificates in PEM form; there must be at least one. */
  static Trust in(byte[] file) throws CertificateException {
    var found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(file))
            .stream()
            .map(Certificate.class::cast)
            .toList();
    if (found.isEmpty()) {
      throw new CertificateException("the file has no certificate");
    }
    return new Trust(found);
  }

  SSLSocketFactory sockets() {
    try {
      var keys = KeyStore.getInstance(KeyStore.getDefaultType());
      keys.load(null, null);
      for (int i = 0; i < certificates.size(); i++) {
        keys.setCertificateEntry("certificate-" + i, certificates.get(i));
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(keys);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java has TLS and the default key store", e);
    }
  }
}
