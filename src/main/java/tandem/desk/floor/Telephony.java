package tandem.desk.floor;

import tandem.base.Channel;
import tandem.base.Failure;
import tandem.routing.engine.FloorPlan.Customer;
import tandem.routing.engine.FloorPlan.Link;

/**
 * The terms of channels that our carriers can serve. Commands to carriers are written for calls
 * only, so calls are bridged and no other channel is. The engine takes any terms.
 */
final class Telephony {

  private Telephony() {}

  /**
   * Checks the terms of a channel in a document. {@link Failure.Invalid} says what is allowed.
   * Stored terms of earlier documents are not checked.
   */
  static void check(Channel channel, Link link, Customer customer) {
    if (channel == Channel.CALL) {
      Failure.require(
          link == Link.BRIDGED,
          "the link of channel call must be bridged: a carrier joins customer and agent");
      Failure.require(
          customer == Customer.LIVE,
          "the customer of channel call must be live: a caller may hang up");
    } else {
      Failure.require(
          link == Link.IMMEDIATE,
          "the link of channel " + channel.word()
              + " must be immediate: carriers join customer and agent in calls only");
    }
  }
}
