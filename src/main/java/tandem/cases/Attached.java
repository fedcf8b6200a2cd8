package tandem.cases;

import tandem.base.CaseId;
import tandem.base.CustomerId;

/** The case a contact belongs to, and whose it is. */
public record Attached(CaseId caseId, CustomerId customer) {}
