package tandem.desk.timeline;

import java.util.Optional;
import tandem.cases.NewContact;
import tandem.routing.engine.Fact;

/** What a fact means for the case of its contact, beside an entry on the timeline. Pure. */
sealed interface CaseEffect {

  /** The contact has come and gets a case. */
  record Arrives(NewContact contact) implements CaseEffect {}

  /** The contact turned out to be another customer's and may change its case. */
  record Follows(Fact.Identified fact) implements CaseEffect {}

  /** No contact gets or changes its case. */
  record None() implements CaseEffect {}

  static CaseEffect of(Fact fact) {
    return switch (fact) {
      case Fact.OfWaiting f -> of(f);
      case Fact.OfWork f -> of(f);
      case Fact.OfPresence _, Fact.OfPlan _, Fact.OfTime _ -> new None();
    };
  }

  private static CaseEffect of(Fact.OfWaiting fact) {
    return switch (fact) {
      case Fact.Queued f ->
        new Arrives(new NewContact(f.contact(), f.customer(), f.queue(), f.arrived()));
      case Fact.Identified f -> new Follows(f);
      // a scheduled contact gets its case when it is due
      case Fact.Scheduled _,
          Fact.Cancelled _,
          Fact.Moved _,
          Fact.Linked _,
          Fact.Offered _,
          Fact.OfferClosed _,
          Fact.Abandoned _,
          Fact.LeftEarly _,
          Fact.Heard _ -> new None();
    };
  }

  private static CaseEffect of(Fact.OfWork fact) {
    return switch (fact) {
      case Fact.Accepted _,
          Fact.Connected _,
          Fact.BridgeFailed _,
          Fact.CameBack _,
          Fact.Held _,
          Fact.Resumed _,
          Fact.WrapUpBegan _,
          Fact.Finished _ -> new None();
    };
  }

  /** The contact that comes with the fact. */
  static Optional<NewContact> arrival(Fact fact) {
    return of(fact) instanceof Arrives(var contact) ? Optional.of(contact) : Optional.empty();
  }

  /** The fact, if it may change the case of its contact. */
  static Optional<Fact.Identified> following(Fact fact) {
    return of(fact) instanceof Follows(var identified) ? Optional.of(identified) : Optional.empty();
  }
}
