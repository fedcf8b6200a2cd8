package tandem.channels.chat;

import java.time.InstantSource;
import tandem.base.Failure;
import tandem.web.TokenBuckets;

/** How much visitors may do: what comes too soon after others is refused, with the time to wait. */
final class ChatLimits {

  /** The first messages of a visitor at once, and then so many a second. */
  private static final int MESSAGES_AT_ONCE_MAX = 10;

  private static final int MESSAGES_PER_SECOND = 2;

  /** Transcripts of one visitor at once, and then one in twenty minutes. */
  private static final int TRANSCRIPTS_MAX = 3;

  private static final double TRANSCRIPTS_PER_SECOND = 1 / 1_200.0;

  /** Files of one visitor at once, and then one in ten seconds. */
  private static final int FILES_AT_ONCE_MAX = 10;

  private static final double FILES_PER_SECOND = 0.1;

  /** How many clients are remembered. */
  private static final int CLIENTS_MAX = 20_000;

  private static final String FROM_ONE_ADDRESS = " from one network address";

  private final TokenBuckets messagesOfVisitor;
  private final TokenBuckets messagesOfAddress;
  private final TokenBuckets chatsOfAddress;
  private final TokenBuckets transcripts;
  private final TokenBuckets files;

  ChatLimits(ChatSettings settings, InstantSource clock) {
    int perAddress = settings.messagesPerAddress();
    this.messagesOfVisitor =
        new TokenBuckets(MESSAGES_AT_ONCE_MAX, MESSAGES_PER_SECOND, CLIENTS_MAX, clock);
    this.messagesOfAddress = new TokenBuckets(perAddress * 2, perAddress, CLIENTS_MAX, clock);
    this.chatsOfAddress =
        new TokenBuckets(settings.socketsPerAddress(), perAddress / 5.0, CLIENTS_MAX, clock);
    this.transcripts =
        new TokenBuckets(TRANSCRIPTS_MAX, TRANSCRIPTS_PER_SECOND, CLIENTS_MAX, clock);
    this.files = new TokenBuckets(FILES_AT_ONCE_MAX, FILES_PER_SECOND, CLIENTS_MAX, clock);
  }

  void message(VisitorToken token, String address) {
    take(
        messagesOfVisitor,
        token.owner(),
        "at most " + MESSAGES_AT_ONCE_MAX + " messages at once, then " + MESSAGES_PER_SECOND
            + " a second");
    take(messagesOfAddress, address, "too many messages" + FROM_ONE_ADDRESS);
  }

  /** A chat of a visitor who had none. */
  void chat(String address) {
    take(chatsOfAddress, address, "new chats" + FROM_ONE_ADDRESS);
  }

  /** A message left out of hours. */
  void mail(String address) {
    take(chatsOfAddress, address, "new messages by email" + FROM_ONE_ADDRESS);
  }

  void transcript(VisitorToken token) {
    take(
        transcripts,
        token.owner(),
        "at most " + TRANSCRIPTS_MAX + " transcripts, then one in 20 minutes");
  }

  void file(VisitorToken token, String address) {
    take(
        files,
        token.owner(),
        "at most " + FILES_AT_ONCE_MAX + " files at once, then one in 10 seconds");
    take(messagesOfAddress, address, "too many files" + FROM_ONE_ADDRESS);
  }

  private static void take(TokenBuckets buckets, String client, String rule) {
    buckets.take(client).ifPresent(wait -> {
      throw new Failure.TooMany(rule, wait);
    });
  }
}
