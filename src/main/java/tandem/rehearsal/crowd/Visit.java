package tandem.rehearsal.crowd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.base.Channel;

/** One contact of a customer with the shop, from its beginning to its end. */
abstract class Visit {

  /** A visit of which nothing is heard any more is over after this time. */
  private static final Duration LIFE = Duration.ofMinutes(20);

  /**
   * What a customer wants.
   *
   * @param order the number of the order that it is about
   * @param line the id of an order line that another department has put right already; empty for
   *     what is told for the first time
   */
  record Wish(Customer customer, Topic topic, String order, Optional<String> line) {

    String filled(String sentence) {
      return Script.filled(sentence, order);
    }
  }

  final Wish wish;
  final Street street;
  private final Channel channel;
  private boolean over;

  Visit(Channel channel, Wish wish, Street street) {
    this.channel = channel;
    this.wish = wish;
    this.street = street;
  }

  final Channel channel() {
    return channel;
  }

  final Customer customer() {
    return wish.customer();
  }

  final boolean isOver() {
    return over;
  }

  final void begin() {
    if (!over) {
      street.agenda().in(LIFE, this::over);
      come();
    }
  }

  /** Contacts the shop. */
  abstract void come();

  /** An agent has answered. */
  void served() {}

  /** The customer goes now. */
  abstract void leave();

  /** The shop has written to the customer. */
  void answered() {}

  /** The visit is over: the customer has gone, or an agent has finished the contact. */
  void over() {
    over = true;
    street.visits().over(this);
  }

  /** The visit is over before it has begun. */
  final void failed(String what) {
    if (!over) {
      street.tally().failed(what);
      over();
    }
  }

  final String oneOf(List<String> sentences) {
    return wish.filled(street.chances().oneOf(sentences));
  }

  /** Does something later, unless the visit is over by then. */
  final void in(Duration wait, Runnable act) {
    street.agenda().in(wait, () -> {
      if (!over) {
        act.run();
      }
    });
  }
}
