package tandem.routing.engine;

import java.time.Duration;

/** The standard rules, but for what a test is about. */
public final class TestRules {

  private Duration lostGrace = Rules.STANDARD.lostGrace();
  private int contactsMax = Rules.STANDARD.contactsMax();
  private int rememberedMax = Rules.STANDARD.rememberedMax();
  private int agentsMax = Rules.STANDARD.agentsMax();
  private int queuesMax = Rules.STANDARD.queuesMax();

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
        standard.reofferPause(),
        lostGrace,
        standard.bridgeWithin(),
        standard.echoWithin(),
        standard.silenceMax(),
        standard.askingSilenceMax(),
        standard.repeatWithin(),
        standard.heardEvery(),
        contactsMax,
        rememberedMax,
        agentsMax,
        queuesMax);
  }
}
