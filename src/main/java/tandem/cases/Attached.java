package tandem.cases;

import java.util.Optional;
import tandem.base.CaseId;
import tandem.base.CustomerId;

/**
 * The case a contact belongs to, and whose it is.
 *
 * @param before the state in which the case was found; a new case is open
 * @param cameBack whether the contact has just come to a case that had others: the case counts it
 *     when its entries are written
 * @param reopening tells that the contact opens the case again: an entry that is to be written in
 *     the same transaction
 */
public record Attached(
    CaseId caseId,
    CustomerId customer,
    CaseFile.State before,
    boolean cameBack,
    Optional<NewEntry> reopening) {}
