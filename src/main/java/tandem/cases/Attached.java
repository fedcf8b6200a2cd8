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
 */
public record Attached(
    CaseId caseId,
    CustomerId customer,
    CaseFile.State before,
    boolean cameBack,
    Optional<NewEntry> reopening) {}
