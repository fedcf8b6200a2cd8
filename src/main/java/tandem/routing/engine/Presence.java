package tandem.routing.engine;

import tandem.base.ReasonId;

/**
 * What an agent asks to be. What they are doing (offered, busy, wrap-up) follows from their work.
 */
public sealed interface Presence {

  record Offline() implements Presence {}

  record Ready() implements Presence {}

  record NotReady(ReasonId reason) implements Presence {}

  /** Set by the engine when an offer ran out: the agent must say that they are back. */
  ReasonId MISSED_OFFER = new ReasonId("missed_offer");

  /** Set by the engine when an agent's address could not be reached. */
  ReasonId BRIDGE_FAILED = new ReasonId("bridge_failed");
}
