package tandem.routing.engine;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import tandem.base.Channel;
import tandem.base.Failure;

/**
 * What the floor allows, as data. A held, offered or wrapping-up contact takes its slot and stops
 * what its channel stops, just as one that is being talked to.
 *
 * @param slots how many contacts of a channel one agent may have at a time
 * @param stops of which channels an agent is offered nothing while having a contact of this one
 * @param reofferPause how long a contact is not offered again to who declined or missed it
 * @param lostGrace how long the contacts of a lost agent are kept for them
 * @param bridgeWithin how long the carrier may take to join customer and agent
 * @param silenceMax how long a call may go on without any news of it: then its end was lost
 * @param askingSilenceMax how long a caller may wait whose carrier asks again and again: then it is
 *     no more on the line
 * @param heardEvery how often at most it is written down that a carrier asked again
 * @param contactsMax open contacts on one floor
 * @param rememberedMax remembered contacts; beyond, one that leaves before it came is not noted
 */
public record Rules(
    Map<Channel, Integer> slots,
    Map<Channel, Set<Channel>> stops,
    Duration reofferPause,
    Duration lostGrace,
    Duration bridgeWithin,
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
      Map.of(Channel.CALL, 1, Channel.CHAT, 3, Channel.EMAIL, 5),
      Map.of(
          Channel.CALL, Set.of(Channel.CALL, Channel.CHAT, Channel.EMAIL),
          Channel.CHAT, Set.of(Channel.CALL),
          Channel.EMAIL, Set.of()),
      Duration.ofSeconds(30),
      Duration.ofSeconds(60),
      Duration.ofSeconds(30),
      Duration.ofHours(12),
      Duration.ofMinutes(4),
      Duration.ofSeconds(45),
      100_000,
      200_000,
      20_000,
      2_000);

  public Rules {
    slots = Collections.unmodifiableMap(new EnumMap<>(slots));
    stops = Collections.unmodifiableMap(new EnumMap<>(stops));
    Failure.require(
        slots.keySet().containsAll(Set.of(Channel.values()))
            && stops.keySet().containsAll(Set.of(Channel.values())),
        "every channel has its slots and says what it stops");
    Failure.require(
        slots.getOrDefault(Channel.CALL, 0) == 1, "nobody talks in two calls at the same time");
  }

  /** The channels that an agent can still be offered, by how many contacts of each they have. */
  Set<Channel> open(Map<Channel, Integer> taken) {
    var open = EnumSet.noneOf(Channel.class);
    slots.forEach((channel, slot) -> {
      if (taken.getOrDefault(channel, 0) < slot) {
        open.add(channel);
      }
    });
    taken.forEach((channel, count) -> {
      if (count > 0) {
        open.removeAll(stopped(channel));
      }
    });
    return open;
  }

  Set<Channel> stopped(Channel by) {
    return stops.getOrDefault(by, Set.of());
  }
}
