package tandem.rehearsal.crowd;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.OfferId;
import tandem.document.Json;
import tandem.rehearsal.Admin;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.agents.DeskAgent;

/**
 * An agent of the crowd: accepts after a while, talks, sometimes puts the caller on hold, answers
 * in writing with the sentences of the {@link Script}, sometimes gives a remedy, finishes with an
 * outcome and a note, and now and then takes a break. It runs on one event loop.
 */
final class CrowdAgent implements DeskAgent.Listener {

  private static final double HOLDS = 0.15;
  private static final double REMEDIES = 0.5;
  private static final double BREAKS = 0.04;
  private static final String BY_REMEDY = "remedy_given";

  /** Below a tempo of one third, agents accept as fast as at one third. */
  private static final double HASTE = 3;

  /** The longest that an agent has a contact of which nothing is heard. */
  private static final Duration WORK_MAX = Duration.ofMinutes(4);

  private static final int CONFLICT = 409;
  private static final int GONE = 404;

  /** What an agent does; away is who is not logged in. */
  private enum Doing {
    AWAY,
    COMING,
    WORKING,
    RESTING,
    LEAVING
  }

  /** A remedy was given to a customer, who may tell another department about it. */
  @FunctionalInterface
  interface Righted {
    void righted(Visit.Wish wish, String line);
  }

  private final String id;
  private final Street street;
  private final FrontDoor door;
  private final Admin admin;
  private final Remedies remedies;
  private final Righted righted;
  private final Map<ContactId, Work> works = new HashMap<>();
  private final Set<OfferId> offers = new HashSet<>();
  private Doing doing = Doing.AWAY;
  private Optional<DeskAgent> desk = Optional.empty();
  private String presence = "";
  private boolean connected;
  private Promise<Void> ready = Promise.promise();
  private Promise<Void> away = Promise.promise();

  CrowdAgent(
      String id, Street street, FrontDoor door, Admin admin, Remedies remedies, Righted righted) {
    this.id = id;
    this.street = street;
    this.door = door;
    this.admin = admin;
    this.remedies = remedies;
    this.righted = righted;
  }

  // --- coming and going

  /** Logs in; completes when the agent is ready. */
  Future<Void> come() {
    switch (doing) {
      case AWAY -> {
        doing = Doing.COMING;
        ready = Promise.promise();
        logIn();
      }
      case LEAVING -> {
        doing = Doing.WORKING;
        ready = Promise.promise();
        desk.ifPresent(DeskAgent::ready);
      }
      case COMING, WORKING, RESTING -> {
        // is there
      }
    }
    return ready.future();
  }

  private void logIn() {
    admin
        .tokenOf(id)
        .compose(token -> {
          var seat = new DeskAgent(
              street.vertx(),
              street.ids(),
              door,
              id,
              token,
              () -> admin.tokenOf(id),
              DeskAgent.Manner.told(),
              this);
          desk = Optional.of(seat);
          return seat.connect().map(seat);
        })
        .onSuccess(seat -> {
          if (doing == Doing.LEAVING) {
            look();
          } else {
            doing = Doing.WORKING;
            seat.ready();
          }
        })
        .onFailure(no -> {
          street.tally().failed("an agent could not log in");
          ready.tryFail(no);
          doing = Doing.AWAY;
          away.tryComplete();
        });
  }

  /** Logs out when the contacts are finished; completes then. */
  Future<Void> leave() {
    if (doing == Doing.AWAY) {
      return Future.succeededFuture();
    }
    if (doing != Doing.LEAVING) {
      doing = Doing.LEAVING;
      away = Promise.promise();
      ready.tryFail("the agent leaves");
      desk.ifPresent(DeskAgent::offline);
      look();
    }
    return away.future();
  }

  /** Closes the connection if the agent has left. */
  private void look() {
    desk.filter(seat -> doing == Doing.LEAVING)
        .filter(seat -> seat.idle() && presence.equals("offline"))
        .ifPresent(seat -> close());
  }

  /** Ends the connection at once. */
  Future<Void> close() {
    doing = Doing.AWAY;
    works.clear();
    offers.clear();
    presence = "";
    var closing = desk.map(DeskAgent::close).orElseGet(Future::succeededFuture);
    desk = Optional.empty();
    connected(id, false);
    away.tryComplete();
    return closing;
  }

  @Override
  public void connected(String agent, boolean isConnected) {
    if (connected != isConnected) {
      connected = isConnected;
      street.tally().agents.addAndGet(isConnected ? 1 : -1);
    }
  }

  @Override
  public void present(String agent, String state) {
    presence = state;
    if (state.equals("ready")) {
      ready.tryComplete();
    } else if (state.equals("not_ready") && doing == Doing.WORKING) {
      // an offer was missed
      in(4, 10, this::backToWork);
    } else if (!state.equals("offline") && doing == Doing.LEAVING) {
      // an offer was missed after the agent had asked to leave
      desk.ifPresent(DeskAgent::offline);
    }
  }

  @Override
  public void idle(String agent) {
    look();
  }

  private void rest() {
    doing = Doing.RESTING;
    desk.ifPresent(seat -> seat.notReady(street.chances().oneOf(Script.BREAKS)));
    in(40, 120, () -> {
      if (doing == Doing.RESTING) {
        doing = Doing.WORKING;
        backToWork();
      }
    });
  }

  private void backToWork() {
    if (doing == Doing.WORKING) {
      desk.ifPresent(DeskAgent::ready);
    }
  }

  // --- contacts

  @Override
  public void offered(String agent, OfferId offer, Duration left, boolean withPop) {
    if (offers.add(offer)) {
      // the server's offers end by the clock, however slow the crowd is
      double slow = Math.clamp(street.agenda().speed() * HASTE, 0.01, 1);
      in(1.5 * slow, 5 * slow, () -> {
        if (offers.contains(offer)) {
          desk.ifPresent(seat -> seat.take(offer));
        }
      });
    }
  }

  @Override
  public void withdrawn(String agent, OfferId offer) {
    offers.remove(offer);
  }

  @Override
  public void accepted(String agent, OfferId offer, long askedAtNanos, boolean taken) {
    offers.remove(offer);
  }

  @Override
  public void shown(String agent, JsonNode contact) {
    works
        .computeIfAbsent(
            ContactId.parse(contact.path("id").asText()), known -> new Work(known, contact))
        .show(contact);
  }

  @Override
  public void changed(String agent, ContactId contact, String state) {
    var work = works.get(contact);
    if (work == null) {
      return;
    }
    work.state = state;
    switch (state) {
      case "connected" -> {
        if (!work.begun) {
          begin(work);
        }
      }
      case "held" -> onDesk(work, 5, 15, seat -> resume(seat, work));
      case "wrap_up" -> onDesk(work, 3, 9, _ -> finish(work));
      case "closed" -> closed(work);
      default -> {
        // is being connected
      }
    }
  }

  private void begin(Work work) {
    work.begun = true;
    street.visits().of(work.contact.toString()).ifPresent(work::with);
    street.agenda().in(WORK_MAX, () -> finish(work));
    if (work.channel() == Channel.CALL) {
      work.visit.ifPresent(Visit::served);
      if (street.chances().in(HOLDS)) {
        onDesk(work, 8, 16, seat -> hold(seat, work));
      }
      putRight(work);
    } else {
      read(work);
    }
  }

  private static void hold(DeskAgent seat, Work work) {
    if (work.state.equals("connected")) {
      seat.hold(work.contact);
    }
  }

  private static void resume(DeskAgent seat, Work work) {
    if (work.state.equals("held")) {
      seat.resume(work.contact);
    }
  }

  /** Gives a remedy if the topic is one for it. */
  private void putRight(Work work) {
    boolean isToldAgain = work.visit.flatMap(visit -> visit.wish.line()).isPresent();
    if (!isToldAgain
        && (!work.topic().outcomes().contains(BY_REMEDY) || !street.chances().in(REMEDIES))) {
      return;
    }
    onDesk(
        work,
        5,
        14,
        seat -> remedies
            .give(seat, work)
            .onSuccess(line -> {
              work.gaveRemedy = line.isPresent();
              line.ifPresent(id -> work.visit.ifPresent(visit -> righted.righted(visit.wish, id)));
            })
            .onFailure(_ -> street.tally().failed("a remedy could not be given")));
  }

  private void finish(Work work) {
    if (work.finishing || !works.containsKey(work.contact)) {
      return;
    }
    work.finishing = true;
    var outcomes = work.topic().outcomes().stream()
        .filter(outcome -> work.gaveRemedy == outcome.equals(BY_REMEDY))
        .toList();
    var outcome = outcomes.isEmpty() ? BY_REMEDY : street.chances().oneOf(outcomes);
    var note = street.chances().oneOf(work.topic().notes());
    desk.ifPresent(seat -> seat.finish(work.contact, outcome, note));
  }

  @Override
  public void finished(String agent, ContactId contact, FrontDoor.Answer answer) {
    if (!answer.taken()) {
      street.tally().failed("the server did not take an outcome: " + answer.status());
    }
  }

  private void closed(Work work) {
    works.remove(work.contact);
    if (work.finishing) {
      street.tally().finished(work.channel());
    }
    work.visit.or(() -> street.visits().of(work.contact.toString())).ifPresent(Visit::leave);
    if (doing == Doing.WORKING && works.isEmpty() && street.chances().in(BREAKS)) {
      rest();
    }
  }

  // --- written contacts

  /** Reads the conversation, and answers. */
  private void read(Work work) {
    desk.ifPresent(seat -> seat.request(
            HttpMethod.GET,
            "/api/v1/contacts/" + work.contact + "/conversation",
            Optional.empty(),
            "")
        .onSuccess(answer -> {
          if (answer.taken()) {
            understand(work, answer.json());
            putRight(work);
            answer(work);
          } else if (answer.status() != GONE) {
            street.tally().failed("the server did not show a conversation: " + answer.status());
          }
        })
        .onFailure(_ -> street.tally().failed("a conversation could not be read")));
  }

  private void understand(Work work, JsonNode talk) {
    var address = talk.at("/conversation/correspondent/address").asText();
    work.visit
        .or(() -> street.visits().of(address))
        .ifPresentOrElse(work::with, () -> work.about(Script.topicOf(lastOf(talk)), ""));
  }

  private static String lastOf(JsonNode talk) {
    var texts = new ArrayList<String>();
    talk.path("messages").forEach(message -> {
      if (message.path("writer").asText().equals("customer")) {
        texts.add(message.path("text").asText());
      }
    });
    return texts.isEmpty() ? "" : texts.getLast();
  }

  @Override
  public void heard(String agent, String type, JsonNode event) {
    var message = event.path("message");
    if (type.equals("message.added") && message.path("writer").asText().equals("customer")) {
      var conversation = message.path("conversation").asText();
      List.copyOf(works.values()).stream()
          .filter(work -> work.conversation().equals(conversation))
          .forEach(work -> {
            work.turns++;
            answer(work);
          });
    }
  }

  /** Writes an answer after a while; what the customer writes meanwhile is answered with it. */
  private void answer(Work work) {
    if (work.writes) {
      return;
    }
    work.writes = true;
    onDesk(work, 4, 12, seat -> {
      work.writes = false;
      if (work.finishing || !work.state.equals("connected")) {
        return;
      }
      int turn = work.turns;
      send(seat, work).onSuccess(sent -> {
        if (sent) {
          work.visit.ifPresent(Visit::answered);
          finishIfSilent(work, turn);
        }
      });
    });
  }

  private Future<Boolean> send(DeskAgent seat, Work work) {
    var sentences = work.answers++ == 0 ? work.topic().answers() : work.topic().closings();
    var text = work.filled(street.chances().oneOf(sentences));
    return seat.request(
            HttpMethod.POST,
            "/api/v1/contacts/" + work.contact + "/messages",
            Optional.of(street.ids().next().toString()),
            Json.write(Map.of("text", text)))
        .map(answer -> {
          // the customer may have gone in the same moment
          if (!answer.taken() && answer.status() != CONFLICT && answer.status() != GONE) {
            street.tally().failed("the server did not take an answer: " + answer.status());
          }
          return answer.taken();
        })
        .onFailure(_ -> street.tally().failed("an answer could not be sent"));
  }

  private void finishIfSilent(Work work, int turn) {
    boolean isMail = work.channel() == Channel.EMAIL;
    in(isMail ? 2 : 18, isMail ? 5 : 30, () -> {
      if (work.turns == turn && !work.writes) {
        finish(work);
      }
    });
  }

  /** Does something at the desk after a while, if the agent still has the contact. */
  private void onDesk(Work work, double least, double most, Consumer<DeskAgent> act) {
    in(least, most, () -> desk.filter(_ -> works.containsKey(work.contact)).ifPresent(act));
  }

  private void in(double least, double most, Runnable act) {
    street.agenda().in(street.chances().between(least, most), act);
  }

  @Override
  public void broken(String agent, String how) {
    // a caller may hang up in the moment in which an agent puts them on hold
    if (!how.startsWith("may not hold") && !how.startsWith("may not resume")) {
      street.tally().failed("an agent " + how.replaceFirst(":.*", ""));
    }
  }
}
