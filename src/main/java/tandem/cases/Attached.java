package tandem.cases;

import java.util.Optional;
import tandem.base.CaseId;
import tandem.base.CustomerId;

/**
 * The case of a contact, with its customer.
 *
 * @param reopening the entry that says that the contact has reopened the case; to be written in the
 *     same transaction
 */
public record Attached(CaseId caseId, CustomerId customer, Optional<NewEntry> reopening) {

  Attached(CaseId caseId, CustomerId customer) {
    this(caseId, customer, Optional.empty());
  }

  Attached with(NewEntry entry) {
    return new Attached(caseId, customer, Optional.of(entry));
  }
}
