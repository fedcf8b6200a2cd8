package tandem.channels.email.mime;

import java.io.IOException;
import java.io.InputStream;

/**
 * Decoded content that is the same however it is read, and ends where its encoding is broken. The
 * decoders themselves give other bytes for broken content when they are asked for pieces of another
 * length.
 */
final class SteadyStream extends InputStream {

  private final InputStream decoded;
  private final byte[] buffer = new byte[6144];
  private int at;
  private int filled;
  private boolean ended;

  SteadyStream(InputStream decoded) {
    this.decoded = decoded;
  }

  @Override
  public int read() {
    return isEmpty() ? -1 : buffer[at++] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (isEmpty()) {
      return -1;
    }
    int count = Math.min(length, filled - at);
    System.arraycopy(buffer, at, bytes, offset, count);
    at += count;
    return count;
  }

  private boolean isEmpty() {
    while (at == filled && !ended) {
      at = 0;
      filled = 0;
      try {
        int count = decoded.read(buffer, 0, buffer.length);
        ended = count < 0;
        filled = Math.max(count, 0);
      } catch (IOException | IndexOutOfBoundsException e) {
        // a broken encoding ends the content
        ended = true;
      }
    }
    return at == filled;
  }

  @Override
  public void close() throws IOException {
    decoded.close();
  }
}
