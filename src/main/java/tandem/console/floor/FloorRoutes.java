package tandem.console.floor;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Role;
import tandem.auth.Who;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.DepartmentId;
import tandem.base.QueueId;
import tandem.desk.floor.FloorImport;
import tandem.desk.floor.FloorReading;
import tandem.routing.CommittedFloor;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.IfMatch;

/** The routes of the floor document, and of the present queues and agents. */
public final class FloorRoutes {

  private final CommittedFloor floor;
  private final FloorReading reading;
  private final FloorImport importer;
  private final InstantSource clock;

  public FloorRoutes(
      CommittedFloor floor, FloorReading reading, FloorImport importer, InstantSource clock) {
    this.floor = floor;
    this.reading = reading;
    this.importer = importer;
    this.clock = clock;
  }

  public void mount(Guard guard) {
    guard.allow(Who.SUPERVISOR, HttpMethod.GET, "/api/v1/floor").answer(_ -> document());
    guard
        .allow(Who.ADMIN, HttpMethod.POST, "/api/v1/floor")
        .bodyUpTo(Bodies.IMPORT_BYTES_MAX)
        .answer(this::take);
    guard.allow(Who.AGENT, HttpMethod.GET, "/api/v1/queues").answer(this::queues);
    guard.allow(Who.AGENT, HttpMethod.GET, "/api/v1/agents").answer(this::agents);
  }

  private Future<Answer> document() {
    return reading
        .version()
        .map(floor -> Answer.of(floor.document()).with("ETag", IfMatch.quoted(floor.tag())));
  }

  private Future<FloorImport.Imported> take(RoutingContext ctx) {
    return importer.take("", Bodies.text(ctx), Identity.of(ctx).account(), IfMatch.expected(ctx));
  }

  record QueueNow(
      QueueId id,
      String name,
      DepartmentId department,
      Channel channel,
      boolean active,
      int waiting,
      long longestMs) {}

  private Future<Map<String, List<QueueNow>>> queues(RoutingContext ctx) {
    return Board.View.of(floor).map(view -> Map.of("queues", queues(view)));
  }

  private List<QueueNow> queues(Board.View view) {
    var now = clock.instant();
    return view.plan().queues().stream()
        .map(queue -> {
          var waiting = view.contacts().stream()
              .filter(contact -> contact.queue().equals(queue.id()))
              .filter(Board::waits)
              .toList();
          return new QueueNow(
              queue.id(),
              queue.name(),
              queue.department(),
              queue.channel(),
              queue.active(),
              waiting.size(),
              Board.longest(waiting, now));
        })
        .toList();
  }

  /** A colleague and their present state; only supervisors see the details of an agent's day. */
  record Colleague(
      AgentId id, String name, DepartmentId department, Set<Channel> channels, Board.State state) {}

  private Future<Map<String, List<?>>> agents(RoutingContext ctx) {
    boolean whole = Identity.of(ctx).role().atLeast(Role.SUPERVISOR);
    return Board.View.of(floor).map(view -> {
      var agents = Board.agents(view, clock.instant());
      return Map.of(
          "agents",
          whole
              ? agents
              : agents.stream()
                  .map(
                      a -> new Colleague(a.id(), a.name(), a.department(), a.channels(), a.state()))
                  .toList());
    });
  }
}
