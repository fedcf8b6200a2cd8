package tandem.rehearsal.carriers;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.security.RequestValidator;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.OneLoop;

@Timeout(300)
@ExtendWith(VertxExtension.class)
class TwilioCarrierTest implements TwilioCarrier.Listener {

  private static final String TOKEN = "12345";
  private static final String HOLD =
      "<Response><Say>hold</Say><Pause length=\"60\"/><Redirect>/hooks/voice/twilio?again=1"
          + "</Redirect></Response>";
  private static final String ASK_AT_ONCE =
      "<Response><Pause length=\"0\"/><Redirect method=\"POST\">/hooks/voice/twilio?again=1"
          + "</Redirect></Response>";
  private static final String DIAL =
      "<Response><Dial action=\"/hooks/voice/twilio?agent=ana\"><Client statusCallback=\""
          + "/hooks/voice/twilio?agent=ana\" statusCallbackEvent=\"answered completed\">ana"
          + "</Client></Dial></Response>";

  private final Vertx vertx;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Deque<String> documents = new ArrayDeque<>();
  private final FrontDoor door = new FrontDoor(
      vertx,
      URI.create("http://127.0.0.1:"
          + vertx
              .createHttpServer()
              .requestHandler(request -> request.body().onSuccess(body -> hear(request, body)))
              .listen(0, "127.0.0.1")
              .await()
              .actualPort()));
  private final TwilioCarrier carrier = new TwilioCarrier(
      vertx, Clock.systemUTC(), door, "AC1", TOKEN, URI.create("http://127.0.0.1:0"), this);
  private FrontDoor api = door;

  TwilioCarrierTest(OneLoop loop) {
    vertx = loop.vertx();
    super();
  }

  @BeforeEach
  void open() {
    api = new FrontDoor(vertx, carrier.open().await());
  }

  /** The server's side: checks the signature with the provider's own library. */
  private void hear(HttpServerRequest request, Buffer body) {
    var form = new HashMap<String, String>();
    for (var pair : body.toString().split("&", -1)) {
      var parts = pair.split("=", 2);
      form.put(parts[0], java.net.URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    boolean genuine = new RequestValidator(TOKEN)
        .validate(
            "http://" + request.authority() + request.uri(),
            form,
            request.getHeader("X-Twilio-Signature"));
    var query = Optional.ofNullable(request.query()).map(text -> " ?" + text).orElse("");
    boolean status = form.containsKey("SequenceNumber");
    heard.add((genuine ? "" : "forged ")
        + form.get("CallSid") + " " + form.get("CallStatus") + query
        + (status ? " #" + form.get("SequenceNumber") : "")
        + (form.containsKey("DialCallStatus") ? " dialled " + form.get("DialCallStatus") : ""));
    request.response().end(status || documents.isEmpty() ? "<Response/>" : documents.remove());
  }

  @Override
  public boolean dial(String call, String address) {
    said.add("dial " + address);
    return !address.equals("away");
  }

  @Override
  public void over(String call) {
    said.add("over " + call);
  }

  private int move(String call, String field, String value) {
    var credentials =
        Base64.getEncoder().encodeToString(("AC1:" + TOKEN).getBytes(StandardCharsets.UTF_8));
    return api.send(
            HttpMethod.POST,
            "/2010-04-01/Accounts/AC1/Calls/" + call + ".json",
            Map.of("authorization", "Basic " + credentials),
            field + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))
        .await()
        .status();
  }

  @Test
  void a_caller_waits_is_moved_to_an_agent_and_hangs_up() {
    documents.add(HOLD);
    carrier.arrive("CA1", "anonymous", "+3120 555").await();

    assertThat(move("CA1", "Twiml", DIAL)).isEqualTo(200);
    carrier.hangUp("CA1").await();

    assertThat(said).containsExactly("dial ana", "over CA1");
    assertThat(heard)
        .startsWith("CA1 ringing")
        .containsExactlyInAnyOrder(
            "CA1 ringing",
            "CA1-leg1 in-progress ?agent=ana #0",
            "CA1-leg1 completed ?agent=ana #1",
            "CA1 completed ?agent=ana dialled completed",
            "CA1 completed #0");
  }

  @Test
  void a_caller_who_waits_asks_again_and_a_document_that_ends_ends_the_call() {
    documents.addAll(List.of(ASK_AT_ONCE, ASK_AT_ONCE));
    carrier.arrive("CA1", "+31", "+32").await();

    while (said.isEmpty()) {
      vertx.timer(10).await();
    }

    assertThat(heard.subList(0, 3))
        .containsExactly("CA1 ringing", "CA1 in-progress ?again=1", "CA1 in-progress ?again=1");
    assertThat(move("CA1", "Twiml", DIAL)).isEqualTo(400);
    assertThat(move("CA2", "Twiml", DIAL)).isEqualTo(404);
  }

  @Test
  void an_agent_who_does_not_answer_leaves_the_caller_to_the_actions_document() {
    documents.addAll(List.of(DIAL.replace(">ana<", ">away<"), HOLD));
    carrier.arrive("CA1", "+31", "+32").await();

    while (heard.size() < 3) {
      vertx.timer(10).await();
    }

    assertThat(heard)
        .containsExactlyInAnyOrder(
            "CA1 ringing",
            "CA1-leg1 no-answer ?agent=ana #0",
            "CA1 in-progress ?agent=ana dialled no-answer");
    assertThat(said).containsExactly("dial away");
    assertThat(move("CA1", "Status", "completed")).isEqualTo(200);
    assertThat(said).containsExactly("dial away", "over CA1");
  }
}
