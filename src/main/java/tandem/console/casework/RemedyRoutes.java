package tandem.console.casework;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Role;
import tandem.auth.Who;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.Currency;
import tandem.base.Failure;
import tandem.base.Money;
import tandem.base.OrderLineId;
import tandem.base.RemedyId;
import tandem.base.RemedyKindId;
import tandem.cases.Claim;
import tandem.cases.Claims;
import tandem.cases.Remedy;
import tandem.cases.RemedyEnding;
import tandem.cases.RemedyRequest;
import tandem.desk.casework.ClaimDesk;
import tandem.desk.casework.GiveRemedy;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.IdempotencyKey;

/**
 * The routes of remedies: to give one, to change its state or tracking, to report that it came
 * back, and to claim it.
 */
public final class RemedyRoutes {

  private final GiveRemedy remedies;
  private final ClaimDesk claims;

  public RemedyRoutes(GiveRemedy remedies, ClaimDesk claims) {
    this.remedies = remedies;
    this.claims = claims;
  }

  public void mount(Guard guard) {
    guard.allow(Who.AGENT, HttpMethod.POST, "/api/v1/cases/:case/remedies").answer(this::give);
    guard.allow(Who.AGENT, HttpMethod.POST, "/api/v1/remedies/:remedy/state").answer(this::settle);
    guard.allow(Who.AGENT, HttpMethod.PUT, "/api/v1/remedies/:remedy/tracking").answer(this::track);
    guard
        .allow(Who.SUPERVISOR, HttpMethod.PUT, "/api/v1/remedies/:remedy/return")
        .answer(this::returned);
    guard.allow(Who.AGENT, HttpMethod.PUT, "/api/v1/claims").answer(this::claim);
    guard.allow(Who.AGENT, HttpMethod.DELETE, "/api/v1/claims").answer(this::unclaim);
  }

  record Wish(
      RemedyKindId kind,
      Optional<OrderLineId> orderLine,
      Optional<List<Integer>> units,
      Optional<Long> amountMinor,
      Optional<String> currency,
      String reason,
      Optional<ContactId> contact,
      Optional<RemedyId> repeats) {

    Optional<Money> amount() {
      Failure.require(
          amountMinor.isPresent() == currency.isPresent(),
          "amount_minor and currency must be given together");
      return amountMinor.map(minor -> new Money(minor, known(currency.orElseThrow())));
    }

    private static Currency known(String code) {
      return Currency.of(code)
          .orElseThrow(
              () -> new Failure.Invalid("currency must be one as ISO 4217 writes it (EUR)"));
    }
  }

  private Future<Answer> give(RoutingContext ctx) {
    var identity = Identity.of(ctx);
    var wish = Bodies.read(ctx, Wish.class);
    if (wish.repeats().isPresent() && !identity.role().atLeast(Role.SUPERVISOR)) {
      throw new Failure.Denied("giving a live remedy again needs the role supervisor");
    }
    return remedies
        .give(
            new RemedyRequest(
                IdempotencyKey.required(ctx),
                CaseId.parse(ctx.pathParam("case")),
                wish.kind(),
                wish.orderLine(),
                wish.units().orElse(List.of()),
                wish.amount(),
                wish.reason(),
                wish.contact(),
                wish.repeats()),
            CaseRoutes.author(ctx))
        .map(Answer::created);
  }

  record Settled(Remedy.State state, String reason, Optional<String> tracking) {}

  private Future<Remedy> settle(RoutingContext ctx) {
    var said = Bodies.read(ctx, Settled.class);
    return remedies.settle(
        RemedyId.parse(ctx.pathParam("remedy")),
        said.state(),
        said.reason(),
        said.tracking(),
        by(ctx));
  }

  private static RemedyEnding.By by(RoutingContext ctx) {
    var who = Identity.of(ctx);
    return new RemedyEnding.By(who.account(), who.agent(), who.role().atLeast(Role.SUPERVISOR));
  }

  record Returned(String reference) {}

  private Future<Remedy> returned(RoutingContext ctx) {
    return remedies.returned(
        RemedyId.parse(ctx.pathParam("remedy")),
        Identity.of(ctx).account(),
        Bodies.read(ctx, Returned.class).reference());
  }

  record Tracked(String tracking) {}

  private Future<Remedy> track(RoutingContext ctx) {
    return remedies.track(
        RemedyId.parse(ctx.pathParam("remedy")),
        Bodies.read(ctx, Tracked.class).tracking(),
        CaseRoutes.author(ctx));
  }

  record Intended(
      @com.fasterxml.jackson.annotation.JsonProperty("case") CaseId caseId,
      RemedyKindId kind,
      Optional<OrderLineId> orderLine,
      Optional<List<Integer>> units) {
    Claims.Intent intent() {
      return new Claims.Intent(caseId, orderLine, units.orElse(List.of()), kind);
    }
  }

  private Future<Map<String, List<Claim>>> claim(RoutingContext ctx) {
    var intent = Bodies.read(ctx, Intended.class).intent();
    return claims.claim(intent, Identity.of(ctx).asAgent()).map(all -> Map.of("claims", all));
  }

  private Future<Void> unclaim(RoutingContext ctx) {
    var intent = Bodies.read(ctx, Intended.class).intent();
    return claims.unclaim(intent, Identity.of(ctx).asAgent());
  }
}
