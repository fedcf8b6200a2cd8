package tandem.desk.voice;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.document.Json;

/**
 * A command to a carrier about one of its calls. The names and parts are stored in the outbox and
 * sent to carriers: add to them, never change them.
 */
public sealed interface CallCommand {

  /** The carrier's own reference; escaped in the outbox, unchanged for the carrier. */
  String call();

  ContactId contact();

  /** Returns this command with the reference as the carrier wrote it. */
  CallCommand asItCame();

  /** The name of the command in the outbox and for carriers. */
  default String kind() {
    return Json.kind(getClass());
  }

  /**
   * Join the caller with the agent.
   *
   * @param address the agent's address: a phone in E.164, a SIP URI, or a client name
   * @param since when the floor decided it; later changes of the contact make it obsolete
   * @param until when it becomes useless, because the floor has decided otherwise by then; the
   *     floor's own deadline counts instead where it has moved since
   */
  @JsonTypeName("call.bridge")
  record Bridge(
      String call, ContactId contact, AgentId agent, String address, Instant since, Instant until)
      implements CallCommand {

    @Override
    public Bridge asItCame() {
      return new Bridge(CallReference.asItCame(call), contact, agent, address, since, until);
    }
  }

  /**
   * Put the caller on hold.
   *
   * @param agent the agent who talks with the caller
   * @param address as in {@link Bridge}; empty if the agent has none any more
   * @param since as in {@link Bridge}
   */
  @JsonTypeName("call.hold")
  record Hold(
      String call, ContactId contact, AgentId agent, Optional<String> address, Instant since)
      implements CallCommand {

    @Override
    public Hold asItCame() {
      return new Hold(CallReference.asItCame(call), contact, agent, address, since);
    }
  }

  /** Join the caller on hold with the agent again. The parts are as in {@link Hold}. */
  @JsonTypeName("call.resume")
  record Resume(
      String call, ContactId contact, AgentId agent, Optional<String> address, Instant since)
      implements CallCommand {

    @Override
    public Resume asItCame() {
      return new Resume(CallReference.asItCame(call), contact, agent, address, since);
    }
  }

  /** End the call. */
  @JsonTypeName("call.hangup")
  record Hangup(String call, ContactId contact) implements CallCommand {

    @Override
    public Hangup asItCame() {
      return new Hangup(CallReference.asItCame(call), contact);
    }
  }
}
