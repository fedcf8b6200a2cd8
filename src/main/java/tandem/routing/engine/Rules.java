package tandem.routing.engine;

import java.time.Duration;

/**
 * The limits and times of the floor that no floor document changes.
 *
 * @param reofferPause how long a contact is not offered again to an agent who declined or missed it
 * @param lostGrace how long the contacts of a lost agent are kept for them
 * @param bridgeWithin how long the carrier may take to join customer and agent
 * @param echoWithin for how long after an agent's hold or resume a carrier's contrary report counts
 *     as the echo of an earlier command
 * @param silenceMax how long a contact of a live customer may go on without any report; after it,
 *     the engine assumes that the report of its end was lost
 * @param askingSilenceMax how long a waiting caller may be silent whose carrier reports again and
 *     again; after it, the engine assumes that the caller has gone
 * @param repeatWithin within this time after a time in which nothing could be written, carriers and
 *     screens repeat what they could not report. No deadline that was running ends before
 * @param heardEvery the shortest time between two facts that a waiting caller is still on the line
 * @param contactsMax the number of open contacts on one floor
 * @param rememberedMax the number of remembered contacts; when it is reached, a customer who leaves
 *     before we hear of the arrival is not noted
 */
public record Rules(
    Duration reofferPause,
    Duration lostGrace,
    Duration bridgeWithin,
    Duration echoWithin,
    Duration silenceMax,
    Duration askingSilenceMax,
    Duration repeatWithin,
    Duration heardEvery,
    int contactsMax,
    int rememberedMax,
    int agentsMax,
    int queuesMax) {

  /** The cause of an end that no carrier reported. */
  public static final String SILENT = "silent";

  /** The cause of an end that the agent has asked for. */
  public static final String HUNG_UP_BY_AGENT = "agent_hung_up";

  public static final Rules STANDARD = new Rules(
      Duration.ofSeconds(30),
      Duration.ofSeconds(60),
      Duration.ofSeconds(30),
      Duration.ofSeconds(5),
      Duration.ofHours(12),
      Duration.ofMinutes(4),
      Duration.ofSeconds(10),
      Duration.ofSeconds(45),
      100_000,
      200_000,
      20_000,
      2_000);
}
