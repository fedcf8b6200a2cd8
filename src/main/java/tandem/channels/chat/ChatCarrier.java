package tandem.channels.chat;

import io.vertx.core.Future;
import java.util.Set;
import tandem.desk.conversations.MessageCarrier;
import tandem.desk.conversations.VisitorDesk;

/** The carrier of chats: the visitor's widget picks the messages up by their numbers. */
final class ChatCarrier implements MessageCarrier {

  /** The longest message of a visitor and of an agent, in characters. */
  static final int TEXT_LENGTH_MAX = 8_000;

  @Override
  public String name() {
    return VisitorDesk.CARRIER;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.ATTACHMENTS, Capability.TYPING, Capability.READ_MARKS);
  }

  @Override
  public int textLengthMax() {
    return TEXT_LENGTH_MAX;
  }

  @Override
  public boolean isPickedUp() {
    return true;
  }

  @Override
  public Future<Sent> send(String key, Outgoing message, boolean again) {
    throw new IllegalStateException("the visitor's widget picks messages up");
  }
}
