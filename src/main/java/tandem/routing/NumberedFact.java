package tandem.routing;

import tandem.routing.engine.Fact;

/** A committed fact with its number in the journal. */
public record NumberedFact(long seq, Fact fact) {}
