package tandem.channels.email;

import java.util.List;
import java.util.Optional;

/**
 * The report that a mail was not delivered.
 *
 * @param messageId of the mail that was not delivered, without angle brackets; empty when the
 *     report does not name it
 * @param permanent false when the other side still tries
 * @param recipients those that were not reached, as far as the report names them
 * @param status the enhanced status code, such as 5.1.1; empty when there is none
 * @param reason why, in words, for people
 */
public record Bounce(
    Optional<String> messageId,
    boolean permanent,
    List<String> recipients,
    Optional<String> status,
    String reason) {}
