package tandem.storage.nodes;

import com.hazelcast.nio.MemberSocketInterceptor;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Semaphore;
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

  /** The longest time for the whole proof. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(3);

  /**
   * Callers that are proving at once: fewer than the threads that Hazelcast has for all
   * connections. Members are few, and try again.
   */
  static final int CALLERS_MAX = 8;

  private static final byte CALLER = 1;
  private static final byte CALLED = 2;

  private final SecretKeySpec secret;
  private final SecureRandom random;
  private final Semaphore callers = new Semaphore(CALLERS_MAX);

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
    if (!callers.tryAcquire()) {
      throw new IOException("too many others are proving themselves");
    }
    try {
      prove(socket, CALLED);
    } finally {
      callers.release();
    }
  }

  private void prove(Socket socket, byte role) throws IOException {
    int timeout = socket.getSoTimeout();
    long end = System.nanoTime() + WAIT_MAX.toNanos();
    var out = socket.getOutputStream();
    var mine = new byte[LENGTH];
    random.nextBytes(mine);
    out.write(mine);
    out.flush();
    var theirs = read(socket, end);
    if (role == CALLER) {
      out.write(hash(CALLER, mine, theirs));
      out.flush();
      check(read(socket, end), hash(CALLED, mine, theirs));
    } else {
      check(read(socket, end), hash(CALLER, theirs, mine));
      out.write(hash(CALLED, theirs, mine));
      out.flush();
    }
    socket.setSoTimeout(timeout);
  }

  /** A timeout of a socket holds for one read only, so each read gets what is left of the time. */
  private static byte[] read(Socket socket, long end) throws IOException {
    var in = socket.getInputStream();
    var bytes = new byte[LENGTH];
    for (int read = 0; read < LENGTH; ) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new SocketTimeoutException("the other side takes too long to prove itself");
      }
      socket.setSoTimeout((int) left);
      int more = in.read(bytes, read, LENGTH - read);
      if (more < 0) {
        throw new IOException("the other side does not know how nodes greet each other");
      }
      read += more;
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
