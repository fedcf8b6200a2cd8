package tandem.routing.engine;

import tandem.base.ReasonId;

/**
 * The presence that an agent asks for. What the agent is doing (offered, busy, wrap-up) follows
 * from their contacts.
 */
public sealed interface Presence {

  record Offline() implements Presence {}

  record Ready() implements Presence {}

  record NotReady(ReasonId reason) implements Presence {}

  /** The engine sets this when an offer expired: the agent must say that they are back. */
  ReasonId MISSED_OFFER = new ReasonId("missed_offer");

  /** The engine sets this when a carrier could not reach the agent's address. */
  ReasonId BRIDGE_FAILED = new ReasonId("bridge_failed");

  /** Whether only the engine gives this reason; nobody chooses it. */
  static boolean isOwn(ReasonId reason) {
    return reason.equals(MISSED_OFFER) || reason.equals(BRIDGE_FAILED);
  }
}
