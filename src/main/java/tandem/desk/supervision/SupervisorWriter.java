package tandem.desk.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.desk.supervision.SupervisionNews.Act;
import tandem.document.Json;
import tandem.routing.Companion;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;
import tandem.storage.nodes.NodeNews;

/**
 * The writer of the audit of supervisors' acts, in the transaction of the facts. It runs on the
 * floor's owner, and tells the agents concerned after the commit.
 */
public final class SupervisorWriter implements Companion.Writer {

  public static final String KIND = "supervision";

  /** The record of acts with their accounts. */
  @FunctionalInterface
  public interface Ledger {
    Future<Void> record(SqlConnection tx, String by, String act, String subject, Object body);
  }

  /** Whether an agent has a screen at any node. */
  @FunctionalInterface
  public interface Screens {
    Future<Boolean> has(SqlConnection tx, AgentId agent);
  }

  /**
   * An act to be written down.
   *
   * @param by the supervisor's account
   * @param subject the agent or contact
   * @param contact the contact, if it is about one
   * @param told the agents who are told, and what
   * @param body what the audit keeps: before, after, why
   */
  record Note(
      String by,
      String act,
      String subject,
      Optional<ContactId> contact,
      List<Told> told,
      String why,
      Map<String, Object> body) {

    Companion companion() {
      return new Companion(KIND, Json.write(this));
    }
  }

  /** What an agent is told that a supervisor did. */
  record Told(AgentId agent, Act act) {}

  private final Ledger ledger;
  private final Screens screens;
  private final NodeNews<SupervisionNews> news;

  public SupervisorWriter(Ledger ledger, Screens screens, NodeNews<SupervisionNews> news) {
    this.ledger = ledger;
    this.screens = screens;
    this.news = news;
  }

  @Override
  public Future<Companion.Check> check(
      SqlConnection tx, FloorPlan plan, Signal signal, String body) {
    var note = Json.read(body, Note.class);
    return signal instanceof Signal.PresenceAsked(var agent, var presence)
            && !(presence instanceof Presence.Offline)
        ? screens.has(tx, agent).map(has -> has ? ready(note) : without(agent))
        : Future.succeededFuture(ready(note));
  }

  /** Offers would ring at no screen. */
  private static Companion.Check without(AgentId agent) {
    return new Companion.Check.Objection("agent " + agent + " has no desk open");
  }

  private Companion.Check ready(Note note) {
    return new Companion.Check.Ready(
        "{}",
        tx -> List.of(ledger.record(tx, note.by(), note.act(), note.subject(), note.body())),
        () -> note.told()
            .forEach(told -> news.say(new SupervisionNews(
                told.agent(), told.act(), note.contact(), note.by(), note.why()))));
  }
}
