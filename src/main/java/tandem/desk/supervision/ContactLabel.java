package tandem.desk.supervision;

import java.util.Optional;

/**
 * What people call a contact by: its customer, and what it is about.
 *
 * @param customerName empty for a stranger without a name
 * @param from the contact point as people write it; empty when it is withheld
 * @param subject of the written conversation, or else of the case
 * @param line the beginning of the last message of a written conversation
 */
public record ContactLabel(
    Optional<String> customerName,
    Optional<String> from,
    Optional<String> subject,
    Optional<String> line,
    Optional<String> caseKind,
    Optional<Long> caseNumber) {

  public static final ContactLabel NONE = new ContactLabel(
      Optional.empty(),
      Optional.empty(),
      Optional.empty(),
      Optional.empty(),
      Optional.empty(),
      Optional.empty());
}
