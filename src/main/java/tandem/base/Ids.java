package tandem.base;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The maker of ids, for any thread: its source of random numbers must be usable by several threads.
 * New things get a time-ordered UUIDv7 (RFC 9562, 5.7), so that their rows are close together on
 * disk.
 */
public final class Ids {

  private final InstantSource clock;
  private final RandomGenerator random;

  public Ids(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  public UUID next() {
    long high = (clock.millis() << 16) | 0x7000 | random.nextInt(1 << 12);
    return new UUID(high, variant(random.nextLong()));
  }

  /**
   * The contact of one call, chat or mail of one carrier. The id is computed from the carrier's own
   * reference (UUIDv8, RFC 9562, 5.8: the first 122 bits of a SHA-256), so that every node knows
   * the contact of an event without a look-up, in any order of events.
   */
  public static ContactId contact(String carrier, String reference) {
    return new ContactId(named("contact", carrier + '\0' + reference));
  }

  /**
   * One turn of work on a conversation. The id is computed from the conversation and the number of
   * the turn, beginning with 1.
   */
  public static ContactId contact(ConversationId conversation, int turn) {
    return contact("conversation", conversation + "#" + turn);
  }

  /** The provisional customer of a contact that matched no known customer. */
  public static CustomerId strangerOf(ContactId contact) {
    return new CustomerId(named("stranger", contact.toString()));
  }

  private static UUID named(String kind, String name) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update((kind + '\0').getBytes(StandardCharsets.UTF_8));
      var bytes = java.nio.ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
      return new UUID((bytes.getLong() & ~0xF000L) | 0x8000L, variant(bytes.getLong()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static long variant(long low) {
    return (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
  }
}
