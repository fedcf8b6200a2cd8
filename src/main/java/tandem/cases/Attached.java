package tandem.cases;

import java.util.Optional;
import tandem.base.CaseId;
import tandem.base.CustomerId;

/**
 * The case of a contact, with its customer.
 *
 * @param before the state in which the case was found; a new case is open
 * @param cameBack whether the contact has just come to a case that had others: the case counts it
 *     when its entries are written
 * @param reopening the entry that says that the contact has reopened the case; to be written in the
 *     same transaction
 * @param left the case of another customer to which the contact has belonged until now
 */
public record Attached(
    CaseId caseId,
    CustomerId customer,
    CaseFile.State before,
    boolean cameBack,
    Optional<NewEntry> reopening,
    Optional<CaseId> left) {

  Attached after(CaseId other) {
    return new Attached(caseId, customer, before, cameBack, reopening, Optional.of(other));
  }
}
