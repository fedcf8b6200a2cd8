package tandem.channels.email.mime;

import jakarta.mail.util.SharedByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A part of the raw mail's bytes, which are held once. */
final class Slice {

  final byte[] bytes;
  final int from;
  final int to;

  Slice(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  static Slice whole(byte[] bytes) {
    return new Slice(bytes, 0, bytes.length);
  }

  int length() {
    return to - from;
  }

  Slice after(int position) {
    return new Slice(bytes, Math.min(position, to), to);
  }

  Slice beginning(int lengthMax) {
    return new Slice(bytes, from, from + Math.min(length(), lengthMax));
  }

  InputStream stream() {
    return new Stream(bytes, from, length());
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes, from, length());
  }

  /** One character per byte. */
  String latin1() {
    return new String(bytes, from, length(), StandardCharsets.ISO_8859_1);
  }

  /** The position after the line that begins at this one. */
  int lineAfter(int position) {
    int at = position;
    while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
      at++;
    }
    if (at + 2 < to && bytes[at] == '\r' && bytes[at + 1] == '\r' && bytes[at + 2] == '\n') {
      return at + 3;
    }
    if (at + 1 < to && bytes[at] == '\r' && bytes[at + 1] == '\n') {
      return at + 2;
    }
    return Math.min(at + 1, to);
  }

  boolean isLineBreak(int position) {
    return bytes[position] == '\n' || bytes[position] == '\r';
  }

  boolean startsAt(int position, byte[] expected) {
    if (to - position < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (bytes[position + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** A stream whose sub-streams are slices of the same bytes. */
  static final class Stream extends SharedByteArrayInputStream {

    Stream(byte[] bytes, int from, int length) {
      super(bytes, from, length);
    }

    @Override
    public InputStream newStream(long start, long end) {
      long limit = end < 0 ? count - this.start : end;
      return new Stream(buf, this.start + (int) start, (int) Math.max(0, limit - start));
    }

    Slice slice() {
      return new Slice(buf, pos, count);
    }
  }
}
