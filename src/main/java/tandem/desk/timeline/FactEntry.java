package tandem.desk.timeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import tandem.cases.Entry;
import tandem.document.Json;
import tandem.routing.engine.Fact;

/** The timeline entry of a fact about a contact. Pure. */
record FactEntry(Entry.Kind kind, ObjectNode body) {

  /** Nothing for facts that are about no contact we know of. */
  static Optional<FactEntry> of(Fact fact) {
    return switch (fact) {
      case Fact.OfWaiting f -> of(f);
      case Fact.OfWork f -> of(f);
      case Fact.OfPresence _, Fact.OfPlan _ -> Optional.empty();
    };
  }

  private static Optional<FactEntry> of(Fact.OfWaiting fact) {
    return switch (fact) {
      case Fact.Queued f ->
        contact(event(ContactEvent.QUEUED)
            .put("queue", f.queue().value())
            .put("channel", f.channel().word()));
      case Fact.Offered f ->
        contact(event(ContactEvent.OFFERED).put("attempt", f.offer().attempt()));
      case Fact.OfferClosed f -> contact(closed(f));
      case Fact.Abandoned f ->
        contact(event(ContactEvent.ABANDONED).put("cause", f.cause()).put("short", f.isShort()));
      case Fact.Identified f ->
        Optional.of(new FactEntry(
            Entry.Kind.IDENTIFIED,
            Json.MAPPER.createObjectNode().put("customer", f.customer().toString())));
      // an end before its arrival gets its entry at the arrival, as abandoned; a scheduled contact
      // gets its first entry when it is due; the rest is no news to whoever reads a case
      case Fact.LeftEarly _, Fact.Scheduled _, Fact.Moved _, Fact.Linked _, Fact.Heard _ ->
        Optional.empty();
    };
  }

  private static Optional<FactEntry> of(Fact.OfWork fact) {
    return switch (fact) {
      case Fact.Accepted f ->
        contact(event(ContactEvent.ACCEPTED).put("attempt", f.offer().attempt()));
      case Fact.Connected _ -> contact(event(ContactEvent.CONNECTED));
      case Fact.BridgeFailed f ->
        contact(event(ContactEvent.BRIDGE_FAILED).put("cause", f.reason()));
      case Fact.CameBack _ -> contact(event(ContactEvent.CAME_BACK));
      case Fact.Held _ -> contact(event(ContactEvent.HELD));
      case Fact.Resumed _ -> contact(event(ContactEvent.RESUMED));
      case Fact.WrapUpBegan f -> contact(event(ContactEvent.WRAP_UP).put("cause", f.cause()));
      case Fact.Finished f -> {
        var body = event(ContactEvent.CLOSED);
        f.outcome()
            .ifPresentOrElse(
                outcome -> body.put("outcome", outcome), () -> body.put("without_outcome", true));
        yield contact(body);
      }
    };
  }

  private static ObjectNode closed(Fact.OfferClosed f) {
    var body = switch (f.why()) {
      case DECLINED -> event(ContactEvent.DECLINED);
      case EXPIRED -> event(ContactEvent.EXPIRED);
      // nobody said no: the offer was taken back, and why
      case UNSHOWN, CUSTOMER_LEFT, AGENT_LEFT, JOINED, MOVED ->
        event(ContactEvent.WITHDRAWN).put("cause", f.why().name().toLowerCase(Locale.ROOT));
    };
    return body.put("attempt", f.offer().attempt());
  }

  private static Optional<FactEntry> contact(ObjectNode body) {
    return Optional.of(new FactEntry(Entry.Kind.CONTACT, body));
  }

  private static ObjectNode event(ContactEvent event) {
    return Json.MAPPER.createObjectNode().put("event", event.word());
  }
}
