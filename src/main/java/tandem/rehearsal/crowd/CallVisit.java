package tandem.rehearsal.crowd;

import tandem.base.Channel;
import tandem.rehearsal.carriers.VoiceCarrier;

/** A customer calls, waits, talks and hangs up. */
final class CallVisit extends Visit {

  private static final double WITHHELD = 0.05;
  private static final double PATIENCE_LEAST = 40;
  private static final double PATIENCE_MOST = 150;
  private static final double TALK_LEAST = 20;
  private static final double TALK_MOST = 60;

  private final String call;
  private boolean talks;
  private boolean leaves;

  CallVisit(Wish wish, Street street) {
    super(Channel.CALL, wish, street);
    this.call = "crowd-" + street.ids().next();
  }

  @Override
  void come() {
    var from = street.chances().in(WITHHELD) ? "anonymous" : customer().phone();
    street
        .calls()
        .tell(
            street.ids(),
            VoiceCarrier.event("call.arrived", call)
                .put("from", from)
                .put("to", wish.topic().number()))
        .onSuccess(answer -> {
          street.visits().known(answer.path("contact").asText(), this);
          in(street.chances().between(PATIENCE_LEAST, PATIENCE_MOST), this::giveUp);
        })
        .onFailure(_ -> failed("the server did not take a call"));
  }

  private void giveUp() {
    if (!talks) {
      leave();
    }
  }

  @Override
  void served() {
    if (!talks) {
      talks = true;
      in(street.chances().between(TALK_LEAST, TALK_MOST), this::leave);
    }
  }

  @Override
  void leave() {
    if (leaves || isOver()) {
      return;
    }
    leaves = true;
    street
        .calls()
        .tell(street.ids(), VoiceCarrier.event("call.ended", call).put("cause", "caller_hung_up"))
        .onSuccess(_ -> over())
        .onFailure(_ -> failed("the server did not take the end of a call"));
  }
}
