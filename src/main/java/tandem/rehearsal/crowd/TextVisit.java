package tandem.rehearsal.crowd;

import tandem.base.Channel;

/** A customer sends a text message, and perhaps another after the answer. */
final class TextVisit extends Visit {

  private static final double ASIDES = 0.4;
  private static final double READS_LEAST = 4;
  private static final double READS_MOST = 12;

  private boolean hasMore;

  TextVisit(Wish wish, Street street) {
    super(Channel.MESSAGE, wish, street);
    this.hasMore = street.chances().in(ASIDES);
  }

  @Override
  void come() {
    street.visits().known(customer().phone(), this);
    write(oneOf(wish.topic().openings()));
  }

  private void write(String text) {
    street
        .texts()
        .arrive(customer().phone(), customer().name(), Script.TEXTS, text)
        .onSuccess(answer -> street.visits().known(answer.path("contact").asText(), this))
        .onFailure(_ -> failed("the server did not take a text message"));
  }

  @Override
  void answered() {
    if (hasMore) {
      hasMore = false;
      in(
          street.chances().between(READS_LEAST, READS_MOST),
          () -> write(oneOf(wish.topic().asides())));
    }
  }

  @Override
  void leave() {
    over();
  }
}
