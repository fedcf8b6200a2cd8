package tandem.cases;

import java.util.Optional;
import tandem.base.CaseId;
import tandem.base.CustomerId;

/**
 * The case a contact belongs to, and whose it is.
 *
 * @param reopening tells that the contact has just opened the case again: an entry that is to be
 *     written in the same transaction
 */
public record Attached(CaseId caseId, CustomerId customer, Optional<NewEntry> reopening) {

  Attached(CaseId caseId, CustomerId customer) {
    this(caseId, customer, Optional.empty());
  }

  Attached with(NewEntry entry) {
    return new Attached(caseId, customer, Optional.of(entry));
  }
}
