package tandem.channels.chat;

import tandem.document.Kind;
import tandem.document.Settings;

/** The limits of chats that depend on what is between visitors and the server. */
public record ChatSettings(int socketsPerAddress, int messagesPerAddress) {

  public static ChatSettings read(Settings in) {
    return new ChatSettings(
        in.read(
            "sockets_per_address",
            Kind.whole(1, 1_000_000),
            "200",
            "Open chats from one network address; name proxies in http.trusted_proxies, or all visitors have theirs."),
        in.read(
            "messages_per_address",
            Kind.whole(1, 1_000_000),
            "50",
            "Messages of visitors a second from one network address."));
  }
}
