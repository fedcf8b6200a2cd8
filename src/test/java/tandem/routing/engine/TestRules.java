package tandem.routing.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import tandem.base.Channel;

/** The standard rules, but for what a test is about. */
public final class TestRules {

  private Map<Channel, Integer> slots = Rules.STANDARD.slots();
  private Map<Channel, Set<Channel>> stops = Rules.STANDARD.stops();
  private Duration lostGrace = Rules.STANDARD.lostGrace();
  private int contactsMax = Rules.STANDARD.contactsMax();
  private int rememberedMax = Rules.STANDARD.rememberedMax();
  private int agentsMax = Rules.STANDARD.agentsMax();
  private int queuesMax = Rules.STANDARD.queuesMax();

  TestRules slots(Map<Channel, Integer> perChannel) {
    slots = perChannel;
    return this;
  }

  TestRules stops(Map<Channel, Set<Channel>> byChannel) {
    stops = byChannel;
    return this;
  }

  public TestRules lostGrace(Duration grace) {
    lostGrace = grace;
    return this;
  }

  public TestRules contactsMax(int most) {
    contactsMax = most;
    return this;
  }

  TestRules rememberedMax(int most) {
    rememberedMax = most;
    return this;
  }

  TestRules agentsMax(int most) {
    agentsMax = most;
    return this;
  }

  TestRules queuesMax(int most) {
    queuesMax = most;
    return this;
  }

  public Rules rules() {
    var standard = Rules.STANDARD;
    return new Rules(
        slots,
        stops,
        standard.reofferPause(),
        lostGrace,
        standard.bridgeWithin(),
        standard.silenceMax(),
        standard.askingSilenceMax(),
        standard.heardEvery(),
        contactsMax,
        rememberedMax,
        agentsMax,
        queuesMax);
  }
}
