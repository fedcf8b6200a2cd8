package tandem.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/**
 * A server of somebody else that behaves badly. It says bytes of its own, over plain sockets, and
 * knows which of its connections the client has closed.
 */
public final class RudePeer implements AutoCloseable {

  /** What it does with a request. */
  public enum Manner {
    /** It says nothing. */
    SILENT,
    /** It says a byte now and then, of the head of its answer. */
    TRICKLES_HEAD,
    /** It says the head, and then a byte of the body now and then. */
    TRICKLES_BODY,
    /** Its headers do not end. */
    ENDLESS_HEADERS,
    /** It says again and again that the answer will come. */
    ENDLESS_INTERIM,
    /** Its body does not end. */
    ENDLESS_BODY,
    /** It announces a body of many GB, and begins to send it. */
    HUGE_BODY,
    /** It sends 200 KB that are 200 MB when they are unpacked. */
    BOMB,
    /** It ends the connection before the announced end of the body. */
    LESS_THAN_ANNOUNCED,
    /** What it says is not HTTP. */
    GARBAGE,
    /** It answers well, and then says an answer that nobody has asked for. */
    ANSWERS_TWICE,
    /** It answers well. */
    POLITE
  }

  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  private static final String POLITE = HEAD + "Content-Length: 2\r\n\r\n{}";
  private static final byte[] PIECE = new byte[16 * 1024];

  private final ServerSocket door;
  private final Function<String, Manner> manners;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private final CountDownLatch end = new CountDownLatch(1);

  /** @param manners what it does, by the text of the request */
  public RudePeer(Function<String, Manner> manners) {
    this.manners = manners;
    try {
      door = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::serve);
  }

  public RudePeer(Manner manner) {
    this(_ -> manner);
  }

  public String url() {
    return "http://127.0.0.1:" + door.getLocalPort();
  }

  public int port() {
    return door.getLocalPort();
  }

  /** How many connections are open. */
  public int open() {
    return open.size();
  }

  /** How many connections there were. */
  public int accepted() {
    return accepted.get();
  }

  /** How many bytes of answers were taken from it. */
  public long sent() {
    return sent.get();
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        var client = door.accept();
        open.add(client);
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> talk(client));
      } catch (IOException e) {
        // the door was closed
      }
    }
  }

  private void talk(Socket client) {
    try (client) {
      var in = new BufferedInputStream(client.getInputStream());
      var out = client.getOutputStream();
      boolean goesOn = true;
      while (goesOn) {
        var request = request(in);
        if (request.isEmpty()) {
          return;
        }
        goesOn = answer(manners.apply(request), in, out);
      }
    } catch (IOException e) {
      // the client has closed the connection
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  /** Reads the head of a request and the body that it announces; empty at the end. */
  private static String request(InputStream in) throws IOException {
    var read = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      read.append((char) next);
      if (next == '\n' && read.length() >= 4 && read.indexOf("\r\n\r\n", read.length() - 4) >= 0) {
        return read
            + new String(in.readNBytes(length(read.toString())), StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  private static int length(String head) {
    return head.toLowerCase(Locale.ROOT)
        .lines()
        .filter(line -> line.startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }

  /** Returns whether it waits for another request. */
  private boolean answer(Manner manner, InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    switch (manner) {
      case SILENT -> {
        in.read(); // until the client closes the connection
        return false;
      }
      case TRICKLES_HEAD -> trickle(out, "HTTP/1.1 200 OK\r\nX: " + "x".repeat(10_000));
      case TRICKLES_BODY -> {
        say(out, HEAD + "Content-Length: 100000\r\n\r\n");
        trickle(out, "x".repeat(100_000));
      }
      case ENDLESS_HEADERS -> {
        say(out, HEAD);
        endless(out, "X-Again: yes\r\n");
      }
      case ENDLESS_INTERIM -> endless(out, "HTTP/1.1 100 Continue\r\n\r\n");
      case ENDLESS_BODY -> {
        say(out, HEAD + "Transfer-Encoding: chunked\r\n\r\n");
        endless(out, "4000\r\n" + "x".repeat(0x4000) + "\r\n");
      }
      case HUGE_BODY -> {
        say(out, HEAD + "Content-Length: 90000000000\r\n\r\n");
        endless(out, new String(PIECE, StandardCharsets.ISO_8859_1));
      }
      case BOMB -> {
        var bomb = bomb();
        say(out, HEAD + "Content-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n");
        out.write(bomb);
        return true;
      }
      case LESS_THAN_ANNOUNCED -> say(out, HEAD + "Content-Length: 100\r\n\r\n{}");
      case GARBAGE -> say(out, "\0\1\2 220 mail.example ESMTP\r\n\r\n");
      case ANSWERS_TWICE -> {
        say(out, POLITE + POLITE.replace("200 OK", "404 Not Found"));
        return true;
      }
      case POLITE -> {
        say(out, POLITE);
        return true;
      }
    }
    return false;
  }

  private static byte[] bomb() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      for (int i = 0; i < 200 * 1024 * 1024 / PIECE.length; i++) {
        gzip.write(PIECE);
      }
    }
    return packed.toByteArray();
  }

  private void trickle(OutputStream out, String text) throws IOException, InterruptedException {
    for (int i = 0; i < text.length(); i++) {
      say(out, text.substring(i, i + 1));
      if (end.await(50, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private void endless(OutputStream out, String text) throws IOException {
    while (end.getCount() > 0) {
      say(out, text);
    }
  }

  private void say(OutputStream out, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    out.write(bytes);
    out.flush();
    sent.addAndGet(bytes.length);
  }

  @Override
  public void close() {
    end.countDown();
    try {
      door.close();
      for (var socket : Arrays.asList(open.toArray(Socket[]::new))) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
