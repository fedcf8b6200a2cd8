package tandem.desk.voice;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.Failure;

/**
 * A command to a carrier about one of its calls.
 *
 * @param kind {@link #BRIDGE}, {@link #HOLD}, {@link #RESUME} or {@link #HANGUP}
 * @param call the carrier's own reference; escaped in the outbox, unchanged for the carrier
 * @param agent the agent to join with the caller, when bridging or resuming
 * @param address that agent's address: a phone in E.164, a SIP URI, or a client name
 * @param since when the floor decided it; later changes of the contact make it obsolete
 * @param until when it becomes useless, because the floor has decided otherwise by then
 */
public record CallCommand(
    String kind,
    String call,
    ContactId contact,
    Optional<AgentId> agent,
    Optional<String> address,
    Optional<Instant> since,
    Optional<Instant> until) {

  public static final String BRIDGE = "call.bridge";
  public static final String HOLD = "call.hold";
  public static final String RESUME = "call.resume";
  public static final String HANGUP = "call.hangup";

  /** The kinds of command. */
  public enum Order {
    BRIDGE(CallCommand.BRIDGE),
    HOLD(CallCommand.HOLD),
    RESUME(CallCommand.RESUME),
    HANGUP(CallCommand.HANGUP);

    private final String kind;

    Order(String kind) {
      this.kind = kind;
    }
  }

  public CallCommand {
    switch (order(kind)) {
      case BRIDGE ->
        Failure.require(
            agent.isPresent() && address.isPresent(),
            "a bridge must name the agent and the address");
      case HOLD, RESUME, HANGUP -> {
        // only the call is needed
      }
    }
  }

  public Order order() {
    return order(kind);
  }

  private static Order order(String kind) {
    return Stream.of(Order.values())
        .filter(order -> order.kind.equals(kind))
        .findFirst()
        .orElseThrow(() -> new Failure.Invalid("carriers have no command " + kind));
  }

  /** Returns this command with the reference as the carrier wrote it. */
  CallCommand asItCame() {
    return new CallCommand(
        kind, CallReference.asItCame(call), contact, agent, address, since, until);
  }
}
