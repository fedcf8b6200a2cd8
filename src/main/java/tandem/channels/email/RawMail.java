package tandem.channels.email;

import tandem.base.Failure;

/**
 * The bytes of a mail (RFC 5322) as it came. Of a mail that is too large only the beginning is
 * there, which has its headers.
 *
 * @param size of the whole mail, as far as it is known
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares mails
public record RawMail(byte[] bytes, long size) {

  public RawMail {
    Failure.require(size >= bytes.length, "a mail cannot be smaller than what came of it");
  }

  public static RawMail whole(byte[] bytes) {
    return new RawMail(bytes, bytes.length);
  }
}
