package tandem.cases;

import tandem.base.OutcomeId;

/**
 * How a contact can end.
 *
 * @param resolves whether it resolves the case
 */
public record OutcomeKind(OutcomeId id, String name, boolean resolves) {}
