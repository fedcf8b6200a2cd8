package tandem.storage.nodes;

import com.hazelcast.nio.MemberSocketInterceptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The proof with which every connection of the grid begins: each side sends 32 random bytes and
 * answers with a keyed hash (HMAC-SHA256) of its role and of both. The connecting side proves
 * first. So a stranger learns no hash, cannot repeat one, and reaches not one byte of Hazelcast's
 * protocol. What follows is neither encrypted nor signed: the network between nodes must not be
 * open to others.
 */
final class GridProof implements MemberSocketInterceptor {

  private static final int LENGTH = 32;

  /** The longest wait for the other side, in milliseconds. */
  private static final int WAIT_MAX = 3_000;

  private static final byte CALLER = 1;
  private static final byte CALLED = 2;

  private final SecretKeySpec secret;
  private final SecureRandom random;

  GridProof(String secret, SecureRandom random) {
    this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    this.random = random;
  }

  @Override
  public void init(Properties properties) {}

  @Override
  public void onConnect(Socket socket) throws IOException {
    prove(socket, CALLER);
  }

  @Override
  public void onAccept(Socket socket) throws IOException {
    prove(socket, CALLED);
  }

  private void prove(Socket socket, byte role) throws IOException {
    int timeout = socket.getSoTimeout();
    socket.setSoTimeout(WAIT_MAX);
    var in = socket.getInputStream();
    var out = socket.getOutputStream();
    var mine = new byte[LENGTH];
    random.nextBytes(mine);
    out.write(mine);
    out.flush();
    var theirs = read(in);
    if (role == CALLER) {
      out.write(hash(CALLER, mine, theirs));
      out.flush();
      check(read(in), hash(CALLED, mine, theirs));
    } else {
      check(read(in), hash(CALLER, theirs, mine));
      out.write(hash(CALLED, theirs, mine));
      out.flush();
    }
    socket.setSoTimeout(timeout);
  }

  private static byte[] read(InputStream in) throws IOException {
    var bytes = in.readNBytes(LENGTH);
    if (bytes.length < LENGTH) {
      throw new IOException("the other side does not know how nodes greet each other");
    }
    return bytes;
  }

  private static void check(byte[] told, byte[] expected) throws IOException {
    if (!MessageDigest.isEqual(told, expected)) {
      throw new IOException("the other side does not know the secret of the grid");
    }
  }

  private byte[] hash(byte role, byte[] ofCaller, byte[] ofCalled) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      mac.update(role);
      mac.update(ofCaller);
      return mac.doFinal(ofCalled);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }
}
