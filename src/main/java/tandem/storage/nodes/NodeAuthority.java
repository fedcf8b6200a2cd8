package tandem.storage.nodes;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import tandem.storage.DatabaseAddress;
import tandem.storage.SharedSecrets;

/**
 * The authority of one installation that certifies its nodes to each other. Its key is one of the
 * shared secrets in the database, so every node of the installation can make its own certificate,
 * and nobody else can. Keys are of the curve P-256.
 *
 * <p>Certificates never expire: a comparison with a date would compare the clocks of two machines,
 * and a node's key is only in the memory of its process. The authority's key can only be read in
 * the database. To replace it, stop all nodes and delete the secret {@code nodes}.
 */
public final class NodeAuthority {

  private static final String SECRET = "nodes";
  private static final int SERIAL_BITS = 127;
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final String NAME = "CN=Tandem nodes";

  /** RFC 5280, 4.1.2.5: the date of a certificate without a good date of expiry. */
  private static final Date NEVER = Date.from(Instant.parse("9999-12-31T23:59:59Z"));

  private static final Date ALWAYS = Date.from(Instant.parse("2000-01-01T00:00:00Z"));

  private final PrivateKey key;
  private final X509Certificate certificate;

  private NodeAuthority(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /** Who a node is to other nodes, as PEM. */
  public record Identity(String certificate, String key, String authority) {

    /** Does not show the key. */
    @Override
    public String toString() {
      return "Identity[" + certificate + "]";
    }
  }

  /** Reads the installation's authority; the first node that needs it makes it. Blocks. */
  public static NodeAuthority of(DatabaseAddress address, SecureRandom random) {
    return read(SharedSecrets.keep(address, SECRET, made(random)));
  }

  private static String made(SecureRandom random) {
    var pair = pair(random);
    var certificate = certificate(NAME, NAME, pair, pair.getPrivate(), true, random);
    return pem(pair.getPrivate()) + pem(certificate);
  }

  private static NodeAuthority read(String pem) {
    try (var parser = new PEMParser(new StringReader(pem))) {
      if (parser.readObject() instanceof PrivateKeyInfo info
          && parser.readObject() instanceof X509CertificateHolder holder) {
        return new NodeAuthority(
            new JcaPEMKeyConverter().getPrivateKey(info),
            new JcaX509CertificateConverter().getCertificate(holder));
      }
      throw new IOException("a key and a certificate are expected");
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(
          "the shared secret \"" + SECRET + "\" is damaged: stop all nodes and delete it", e);
    }
  }

  /** Makes a key and a certificate for a node. */
  public Identity identify(String nodeId, SecureRandom random) {
    var pair = pair(random);
    return new Identity(
        pem(certificate("CN=" + nodeId, NAME, pair, key, false, random)),
        pem(pair.getPrivate()),
        pem(certificate));
  }

  /** The id of the node that a certificate of the authority names. */
  static String nodeId(X509Certificate certificate) {
    return certificate
        .getSubjectX500Principal()
        .getName(X500Principal.RFC2253)
        .substring("CN=".length());
  }

  private static KeyPair pair(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  private static X509Certificate certificate(
      String subject,
      String issuer,
      KeyPair pair,
      PrivateKey signer,
      boolean isAuthority,
      SecureRandom random) {
    try {
      var builder = new JcaX509v3CertificateBuilder(
              new X500Principal(issuer),
              new BigInteger(SERIAL_BITS, random),
              ALWAYS,
              NEVER,
              new X500Principal(subject),
              pair.getPublic())
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority))
          .addExtension(
              Extension.keyUsage,
              true,
              new KeyUsage(isAuthority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(
              new JcaContentSignerBuilder(SIGNATURE).setSecureRandom(random).build(signer)));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  private static String pem(Object keyOrCertificate) {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          keyOrCertificate instanceof PrivateKey key
              ? new JcaPKCS8Generator(key, null)
              : keyOrCertificate);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
