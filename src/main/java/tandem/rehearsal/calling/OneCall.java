package tandem.rehearsal.calling;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.base.Ids;
import tandem.rehearsal.Admin;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.Loop;
import tandem.rehearsal.ServerAddress;
import tandem.rehearsal.carriers.SignedHook;
import tandem.rehearsal.carriers.SignedMessages;
import tandem.rehearsal.carriers.VoiceCarrier;

/**
 * One call to the running server, followed until the caller is on the line no longer. The stream of
 * the wallboard says that something has changed, and the call's story says what. Any thread may
 * call; it runs on one event loop.
 */
public final class OneCall {

  /** The observer of the call. Called on its event loop. */
  public interface Listener {

    /**
     * Something has happened to the call.
     *
     * @param event an event of the call's story
     * @param first the first event of it
     */
    void happened(JsonNode event, JsonNode first);

    /** The caller waits, and no agent could take the call now. */
    void nobodyIsReady();

    /** The server cannot be followed at present; it is tried again. */
    void lost(String why);
  }

  private final Loop loop;
  private final Ids ids;
  private final FrontDoor door;
  private final Admin admin;
  private final SignedHook hook;
  private final WallStream wall;
  private final Listener listener;
  private final String call;
  private final Promise<Void> arrived = Promise.promise();
  private final Promise<List<JsonNode>> over = Promise.promise();

  // all fields below are used on the loop only
  private final List<JsonNode> story = new ArrayList<>();
  private Optional<String> contact = Optional.empty();
  private boolean isCalling;

  /** Where the last page of the story begins, and how many events of it are known. */
  private Optional<String> page = Optional.empty();

  private int pageKnown;
  private Optional<JsonNode> board = Optional.empty();
  private boolean reading;
  private boolean readAgain;
  private boolean toldNobody;
  private boolean isLost;

  public OneCall(
      Vertx vertx, InstantSource clock, Ids ids, ServerAddress server, Listener listener) {
    this.loop = new Loop(vertx);
    this.ids = ids;
    this.door = new FrontDoor(vertx, server.http());
    this.admin = new Admin(door, server.adminToken());
    this.hook =
        new SignedHook(door, SignedHook.VOICE, new SignedMessages(server.voiceSecret()), clock);
    this.wall = new WallStream(vertx, server.http(), server.adminToken(), new Wall());
    this.listener = listener;
    this.call = "call-" + ids.next();
  }

  /** Reads the server's floor. */
  public Future<CalledFloor> floor() {
    return loop.ask(read -> admin.read("/api/v1/floor").map(CalledFloor::new).onComplete(read));
  }

  /**
   * Calls; completes with the call's story when the caller is on the line no longer.
   *
   * @param to one of the server's numbers
   */
  public Future<List<JsonNode>> call(String from, String to) {
    loop.run(() -> {
      isCalling = true;
      hook.tell(ids, VoiceCarrier.event("call.arrived", call).put("from", from).put("to", to))
          .onSuccess(answer -> {
            contact = Optional.of(answer.path("contact").asText());
            wall.open();
          })
          .onFailure(over::tryFail)
          .<Void>mapEmpty()
          .onComplete(arrived);
    });
    return over.future();
  }

  /** Lets the caller hang up; completes when the server has accepted it and the call is over. */
  public Future<Void> hangUp() {
    if (over.future().isComplete()) {
      // the loop may be closed already
      return Future.succeededFuture();
    }
    return loop.ask(done -> {
      if (!isCalling) {
        done.complete();
        return;
      }
      arrived
          .future()
          .compose(_ ->
              hook.tell(ids, VoiceCarrier.event("call.ended", call).put("cause", "caller_hung_up")))
          .onSuccess(_ -> read())
          .compose(_ -> over.future())
          .<Void>mapEmpty()
          .onComplete(done);
    });
  }

  /** Reads what has been added to the story. */
  private void read() {
    if (reading) {
      readAgain = true;
      return;
    }
    reading = true;
    readAgain = false;
    admin.readUntilAnswered(path()).onComplete(answer -> {
      reading = false;
      if (answer.failed()) {
        over.tryFail(answer.cause());
        return;
      }
      take(answer.result());
      if (readAgain) {
        read();
      }
    });
  }

  private String path() {
    return "/api/v1/contacts/" + contact.orElseThrow() + "/story?limit=100"
        + page.map(cursor -> "&cursor=" + cursor).orElse("");
  }

  private void take(JsonNode part) {
    var events = part.path("events");
    for (int i = pageKnown; i < events.size(); i++) {
      happened(events.get(i));
    }
    pageKnown = events.size();
    if (part.has("next_cursor")) {
      page = Optional.of(part.path("next_cursor").asText());
      pageKnown = 0;
      readAgain = true;
    } else if (story.stream().anyMatch(CallWords::isEnd)) {
      wall.close();
      over.tryComplete(List.copyOf(story));
    } else {
      board.ifPresent(this::look);
    }
  }

  private void happened(JsonNode event) {
    story.add(event);
    listener.happened(event, story.getFirst());
  }

  /** Says once that nobody can take the call. */
  private void look(JsonNode newest) {
    if (toldNobody || story.isEmpty() || !CallWords.kind(story.getLast()).equals("queued")) {
      return;
    }
    var queue = story.getLast().path("queue").asText();
    for (var row : newest.path("queues")) {
      if (row.path("id").asText().equals(queue) && row.path("ready").asInt() == 0) {
        toldNobody = true;
        listener.nobodyIsReady();
      }
    }
  }

  /** Ends all requests. */
  public Future<Void> close() {
    return loop.ask(closed -> {
      wall.close();
      door.close().onComplete(closed);
    });
  }

  private final class Wall implements WallStream.Listener {

    @Override
    public void board(JsonNode newest) {
      isLost = false;
      board = Optional.of(newest);
      read();
    }

    @Override
    public void lost(String why) {
      if (!isLost) {
        isLost = true;
        listener.lost(why);
      }
    }
  }
}
