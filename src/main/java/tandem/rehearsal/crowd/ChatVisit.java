package tandem.rehearsal.crowd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import tandem.base.Channel;
import tandem.document.Json;
import tandem.rehearsal.visitors.ChatLine;

/**
 * A customer chats at one of the shop's sites: as somebody whom the shop knows, or as a stranger. A
 * line that breaks is opened again, and the chat goes on.
 */
final class ChatVisit extends Visit implements ChatLine.Listener {

  private static final double STRANGERS = 0.25;
  private static final double ASIDES = 0.6;
  private static final double PATIENCE_LEAST = 60;
  private static final double PATIENCE_MOST = 180;
  private static final double READS_LEAST = 3;
  private static final double READS_MOST = 9;
  private static final double GOES_LEAST = 1;
  private static final double GOES_MOST = 4;
  private static final Duration GOODBYE_MAX = Duration.ofSeconds(30);
  private static final long FIRST_PAUSE_MS = 500;
  private static final long PAUSE_MAX_MS = 5_000;

  private final boolean isStranger;
  private Optional<ChatLine> line = Optional.empty();
  private int got;
  private long pause = FIRST_PAUSE_MS;
  private int asides;
  private boolean talks;
  private boolean answers;
  private Optional<String> goodbye = Optional.empty();

  ChatVisit(Wish wish, Street street) {
    super(Channel.CHAT, wish, street);
    this.isStranger = wish.line().isEmpty() && street.chances().in(STRANGERS);
    this.asides = street.chances().in(ASIDES) ? 1 : 0;
  }

  @Override
  void come() {
    ChatLine.open(street.chats(), street.server(), wish.topic().site(), hello(), this)
        .onSuccess(open -> {
          opened(open);
          say(oneOf(wish.topic().openings()));
          in(street.chances().between(PATIENCE_LEAST, PATIENCE_MOST), this::giveUp);
        })
        .onFailure(_ -> failed("a chat could not be opened"));
  }

  private void opened(ChatLine open) {
    if (isOver()) {
      var _ = open.close();
      return;
    }
    line = Optional.of(open);
    pause = FIRST_PAUSE_MS;
  }

  private ObjectNode hello() {
    var hello = Json.MAPPER.createObjectNode();
    if (!isStranger) {
      var key = Optional.ofNullable(street.siteKeys().get(wish.topic().site())).orElseThrow();
      var id = customer().email();
      hello
          .putObject("identity")
          .put("id", id)
          .put("hmac", key.sign(id))
          .put("name", customer().name())
          .put("email", id)
          .put("email_hmac", key.sign(id + "\n" + id));
    }
    line.ifPresent(before -> hello.put("token", before.token()).put("after", got));
    return hello;
  }

  @Override
  public void heard(JsonNode message) {
    if (message.has("re")) {
      heardBack(message);
      return;
    }
    switch (message.path("type").asText()) {
      case "state" -> state(message);
      case "message" -> {
        got = message.path("number").asInt();
        if (message.path("writer").asText().equals("agent")) {
          in(street.chances().between(1, 2), () -> line.ifPresent(open -> open.read(got)));
          answer();
        }
      }
      default -> {
        // what an agent does while writing
      }
    }
  }

  private void heardBack(JsonNode answer) {
    if (goodbye.equals(Optional.of(answer.path("re").asText()))) {
      over();
    } else if (answer.has("problem")) {
      failed("the server did not take a message of a chat: "
          + answer.path("problem").path("status").asInt());
    }
  }

  private void state(JsonNode state) {
    street.visits().known(state.path("contact").asText(), this);
    switch (state.path("state").asText()) {
      case "talking" -> talks = true;
      case "none" -> {
        if (talks) {
          over();
        }
      }
      default -> {
        // waits
      }
    }
  }

  private void giveUp() {
    if (!talks) {
      leave();
    }
  }

  /** Answers an agent: says one thing more, or thanks and goes. */
  private void answer() {
    if (answers) {
      return;
    }
    answers = true;
    var reads = street.chances().between(READS_LEAST, READS_MOST);
    in(reads.dividedBy(2), () -> line.ifPresent(open -> open.typing(true)));
    in(reads, () -> {
      answers = false;
      if (asides > 0) {
        asides--;
        say(oneOf(wish.topic().asides()));
      } else {
        say(oneOf(Script.THANKS));
        in(street.chances().between(GOES_LEAST, GOES_MOST), this::leave);
      }
    });
  }

  private void say(String text) {
    line.ifPresent(open -> open.say(street.ids().next().toString(), text));
  }

  @Override
  void leave() {
    if (goodbye.isPresent() || isOver()) {
      return;
    }
    goodbye = Optional.of(street.ids().next().toString());
    goodbye.ifPresent(id -> line.ifPresent(open -> open.leave(id)));
    in(GOODBYE_MAX, this::over);
  }

  @Override
  void over() {
    super.over();
    line.ifPresent(open -> {
      var _ = open.close();
    });
  }

  @Override
  public void gone() {
    if (isOver()) {
      return;
    }
    street.vertx().setTimer(pause, _ -> {
      if (!isOver()) {
        ChatLine.open(street.chats(), street.server(), wish.topic().site(), hello(), this)
            .onSuccess(this::opened)
            .onFailure(_ -> gone());
      }
    });
    pause = Math.min(pause * 2, PAUSE_MAX_MS);
  }
}
