package tandem.console.floor;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Who;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.desk.supervision.SupervisorActs;
import tandem.desk.supervision.SupervisorActs.Reasoned;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Presence;
import tandem.web.Bodies;

/** The routes of what supervisors do on the floor. */
public final class SupervisionRoutes {

  private final SupervisorActs acts;

  public SupervisionRoutes(SupervisorActs acts) {
    this.acts = acts;
  }

  public void mount(Guard guard) {
    guard
        .allow(Who.SUPERVISOR, HttpMethod.POST, "/api/v1/agents/:agent/presence")
        .answer(this::presence);
    guard
        .allow(Who.SUPERVISOR, HttpMethod.POST, "/api/v1/contacts/:contact/move")
        .answer(this::move);
    guard
        .allow(Who.SUPERVISOR, HttpMethod.POST, "/api/v1/contacts/:contact/take-back")
        .answer(this::takeBack);
    guard
        .allow(Who.SUPERVISOR, HttpMethod.POST, "/api/v1/contacts/:contact/end-wrap-up")
        .answer(this::endWrapUp);
  }

  /** The states that somebody can ask for. */
  enum Asked {
    OFFLINE,
    READY,
    NOT_READY
  }

  record Stand(Asked state, Optional<ReasonId> reason) {
    static Stand of(Presence presence) {
      return switch (presence) {
        case Presence.Offline _ -> new Stand(Asked.OFFLINE, Optional.empty());
        case Presence.Ready _ -> new Stand(Asked.READY, Optional.empty());
        case Presence.NotReady(var reason) -> new Stand(Asked.NOT_READY, Optional.of(reason));
      };
    }
  }

  record PresenceAsked(Asked state, Optional<ReasonId> reason, String why) {
    PresenceAsked {
      Failure.require(
          reason.isPresent() == (state == Asked.NOT_READY),
          "reason must be given for the state not_ready, and for no other");
    }

    Presence presence() {
      return switch (state) {
        case OFFLINE -> new Presence.Offline();
        case READY -> new Presence.Ready();
        case NOT_READY -> new Presence.NotReady(reason.orElseThrow());
      };
    }
  }

  /** The presence before. */
  record Before(Stand before) {}

  private Future<Before> presence(RoutingContext ctx) {
    var asked = Bodies.read(ctx, PresenceAsked.class);
    var id = ctx.pathParam("agent");
    return acts.presence(agent(id), asked.presence(), reasoned(ctx, asked.why()))
        .map(was -> new Before(Stand.of(was)));
  }

  private static AgentId agent(String id) {
    try {
      return new AgentId(id);
    } catch (Failure.Invalid e) {
      throw new Failure.NotFound("agent", id);
    }
  }

  /** Where a contact waits: for a queue or for one agent. */
  record Place(Optional<QueueId> queue, Optional<AgentId> agent) {
    Place {
      Failure.require(
          queue.isPresent() != agent.isPresent(), "to must name either a queue or an agent");
    }

    static Place of(Destination place) {
      return switch (place) {
        case Destination.ToQueue(var queue) -> new Place(Optional.of(queue), Optional.empty());
        case Destination.ToAgent(var agent) -> new Place(Optional.empty(), Optional.of(agent));
      };
    }

    Destination destination() {
      return queue
          .<Destination>map(Destination.ToQueue::new)
          .orElseGet(() -> new Destination.ToAgent(agent.orElseThrow()));
    }
  }

  record MoveAsked(Place to, String why) {}

  /** The place before. */
  record From(Place from) {}

  private Future<From> move(RoutingContext ctx) {
    var asked = Bodies.read(ctx, MoveAsked.class);
    return acts.move(contact(ctx), asked.to().destination(), reasoned(ctx, asked.why()))
        .map(was -> new From(Place.of(was)));
  }

  record Why(String why) {}

  private Future<Void> takeBack(RoutingContext ctx) {
    return acts.takeBack(contact(ctx), reasoned(ctx, Bodies.read(ctx, Why.class).why()));
  }

  private Future<Void> endWrapUp(RoutingContext ctx) {
    return acts.endWrapUp(
        contact(ctx), reasoned(ctx, Bodies.read(ctx, Why.class).why()));
  }

  private static ContactId contact(RoutingContext ctx) {
    return ContactId.parse(ctx.pathParam("contact"));
  }

  private static Reasoned reasoned(RoutingContext ctx, String why) {
    return new Reasoned(Identity.of(ctx).account(), why);
  }
}
