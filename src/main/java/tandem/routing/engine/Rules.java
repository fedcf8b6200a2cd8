package tandem.routing.engine;

import java.time.Duration;

/**
 * The limits and times of the floor, which no floor document changes.
 *
 * @param reofferPause how long a contact is not offered again to who declined or missed it
 * @param lostGrace how long the contacts of a lost agent are kept for them
 * @param bridgeWithin how long the carrier may take to join customer and agent
 * @param echoWithin for how long after an agent's hold or resume a carrier's contrary report is
 *     taken for the echo of an earlier command
 * @param silenceMax how long a contact of a live customer may go on without any news of it: then
 *     its end was lost
 * @param askingSilenceMax how long a caller may wait whose carrier asks again and again: then it is
 *     no more on the line
 * @param heardEvery how often at most it is written down that a carrier asked again
 * @param contactsMax open contacts on one floor
 * @param rememberedMax remembered contacts; beyond, one that leaves before it came is not noted
 */
public record Rules(
    Duration reofferPause,
    Duration lostGrace,
    Duration bridgeWithin,
    Duration echoWithin,
    Duration silenceMax,
    Duration askingSilenceMax,
    Duration heardEvery,
    int contactsMax,
    int rememberedMax,
    int agentsMax,
    int queuesMax) {

  /** The cause of an end that nobody told us. */
  public static final String SILENT = "silent";

  public static final Rules STANDARD = new Rules(
      Duration.ofSeconds(30),
      Duration.ofSeconds(60),
      Duration.ofSeconds(30),
      Duration.ofSeconds(5),
      Duration.ofHours(12),
      Duration.ofMinutes(4),
      Duration.ofSeconds(45),
      100_000,
      200_000,
      20_000,
      2_000);
}
