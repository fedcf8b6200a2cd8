package tandem.cases;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.document.Json;

/**
 * The rules of who may set the state of a remedy. Its end frees the guard, so that another may be
 * given. It does no I/O.
 *
 * @param inTime whether the time has not passed in which the giver may take it back
 * @param revokeWithin that time
 */
public record RemedyEnding(Remedy remedy, boolean inTime, Duration revokeWithin) {

  /**
   * The account that asks.
   *
   * @param agent its agent on the floor, if any; a program is none
   * @param supervises whether it may decide about what others gave
   */
  public record By(String account, Optional<AgentId> agent, boolean supervises) {
    public Author author() {
      return Author.of(account, agent);
    }
  }

  /** Whether only the account's role allows it: such an act is audited. */
  public boolean needsSupervisor(Remedy.State next, By by) {
    return switch (next) {
      case GIVEN -> false;
      // this ends the giver's right to take it back, or uses up the customer's limit
      case DONE -> by.agent().isPresent() && !(remedy.state().isLive() && isGiver(by));
      case RETURNED -> true;
      case FAILED, REVOKED -> !inTime || !isGiver(by);
    };
  }

  /** Fails with {@link Failure.Denied} when this account may not set this state. */
  public void check(Remedy.State next, By by) {
    if (next == remedy.state() || by.supervises() || !needsSupervisor(next, by)) {
      return;
    }
    throw new Failure.Denied(
        switch (next) {
          case RETURNED ->
            "returned needs a reported return: shipping reports it, or a supervisor. " + givenBy();
          case DONE ->
            remedy.state().isLive()
                ? "only its giver may say that it is done, a supervisor, or the program of shipping. "
                    + givenBy()
                : "only a supervisor or the program of shipping may say that it was done although it"
                    + " had ended. " + givenBy();
          default ->
            isGiver(by)
                ? "only a supervisor may end it"
                    + givers(" now: its giver could for " + words(revokeWithin)) + ". " + givenBy()
                : "only a supervisor may end it"
                    + givers(", or its giver for " + words(revokeWithin)) + ". " + givenBy();
        },
        Map.of("remedy", Json.MAPPER.convertValue(remedy, Map.class)));
  }

  private boolean isGiver(By by) {
    return remedy.agent().equals(by.author().agent())
        && remedy.recordedBy().equals(by.author().account());
  }

  /** What the giver may, unless the kind leaves them no time. */
  private String givers(String words) {
    return revokeWithin.isZero() ? "" : words;
  }

  private String givenBy() {
    return told(remedy) + ".";
  }

  /** Says what was given, by whom, in which department and when, as a part of a refusal. */
  static String told(Remedy remedy) {
    return remedy.kindName() + " was given by "
        + remedy
            .agentName()
            .or(remedy::recordedBy)
            .or(() -> remedy.agent().map(AgentId::value))
            .orElse("somebody")
        + remedy.departmentName().map(name -> " (" + name + ")").orElse("")
        + " at " + remedy.givenAt();
  }

  private static String words(Duration time) {
    return time.toSecondsPart() == 0 && !time.isZero()
        ? time.toMinutes() + " min"
        : time.toSeconds() + " s";
  }
}
