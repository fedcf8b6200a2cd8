package tandem.cases;

import tandem.base.OutcomeId;

/**
 * A kind of outcome.
 *
 * @param resolves whether it resolves the case
 */
public record OutcomeKind(OutcomeId id, String name, boolean resolves) {}
