package tandem.rehearsal.carriers;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import tandem.base.Failure;
import tandem.document.Json;

/**
 * The REST interface that redirects live calls and lists their legs, like Twilio's: basic
 * authentication, forms in, JSON out.
 */
final class TwilioRest implements Handler<HttpServerRequest> {

  static final String API_VERSION = "2010-04-01";

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;

  private static final int CODE_UNAUTHORIZED = 20003;
  private static final int CODE_NOT_FOUND = 20404;
  private static final int CODE_BAD_DOCUMENT = 21219;
  private static final int CODE_OVER = 21220;

  /** The calls behind the interface. Called on their carrier's event loop. */
  interface Calls {

    /** Whether the call has ended; empty when it is unknown. */
    Optional<Boolean> isOver(String call);

    /** The leg that was dialled from a call and has not ended. */
    Optional<Dialled> dialledFrom(String call);

    void end(String call);

    /** Ends the call's leg and continues the call with this document. */
    void follow(String call, TwilioDocument document);

    /**
     * Ends the call's leg and continues with the instructions at this URL, or at the number's own.
     */
    void askAt(String call, Optional<String> url);

    void brokeOff(Throwable cut);
  }

  /** A leg with its address. */
  record Dialled(String sid, String to) {}

  private final String account;
  private final String credentials;
  private final Calls calls;

  TwilioRest(String accountSid, String authToken, Calls calls) {
    var pair = accountSid + ":" + authToken;
    this.account = "/" + API_VERSION + "/Accounts/" + accountSid;
    this.credentials =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    this.calls = calls;
  }

  @Override
  public void handle(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request, body)).onFailure(calls::brokeOff);
  }

  private void answer(HttpServerRequest request, Buffer body) {
    var path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
    if (!credentials.equals(request.getHeader("authorization"))) {
      refuse(request, UNAUTHORIZED, CODE_UNAUTHORIZED, "Authenticate");
    } else if (request.method().equals(HttpMethod.GET) && path.equals(account + "/Calls.json")) {
      answer(request, legs(request.getParam("ParentCallSid", "")));
    } else {
      move(request, named(path), TwilioForms.fields(body.toString()));
    }
  }

  /** Returns the call that a path names; empty when it names none. */
  private String named(String path) {
    var prefix = account + "/Calls/";
    return path.startsWith(prefix) && path.endsWith(".json")
        ? path.substring(prefix.length(), path.length() - ".json".length())
        : "";
  }

  private JsonNode legs(String parent) {
    var listed = Json.MAPPER.createArrayNode();
    calls
        .dialledFrom(parent)
        .ifPresent(leg -> listed
            .addObject()
            .put("sid", leg.sid())
            .put("parent_call_sid", parent)
            .put("to", leg.to())
            .put("status", "in-progress"));
    return Json.MAPPER.createObjectNode().set("calls", listed);
  }

  private void move(HttpServerRequest request, String call, Map<String, String> form) {
    var over = calls.isOver(call);
    if (over.isEmpty() || !request.method().equals(HttpMethod.POST)) {
      refuse(request, NOT_FOUND, CODE_NOT_FOUND, "The resource was not found");
    } else if (over.get()) {
      refuse(request, BAD_REQUEST, CODE_OVER, "Call is not in-progress. Cannot redirect.");
    } else {
      try {
        var document = Optional.ofNullable(form.get("Twiml")).map(TwilioDocument::read);
        answer(request, Json.MAPPER.createObjectNode().put("sid", call));
        obey(call, form, document);
      } catch (Failure.Invalid e) {
        refuse(request, BAD_REQUEST, CODE_BAD_DOCUMENT, "The Twiml is not valid");
      }
    }
  }

  private void obey(String call, Map<String, String> form, Optional<TwilioDocument> document) {
    if ("completed".equals(form.get("Status"))) {
      calls.end(call);
    } else {
      document.ifPresentOrElse(
          said -> calls.follow(call, said),
          () -> calls.askAt(call, Optional.ofNullable(form.get("Url"))));
    }
  }

  private static void answer(HttpServerRequest request, JsonNode body) {
    answer(request, OK, body);
  }

  private static void refuse(HttpServerRequest request, int status, int code, String why) {
    var problem = Json.MAPPER.createObjectNode();
    answer(request, status, problem.put("code", code).put("message", why).put("status", status));
  }

  private static void answer(HttpServerRequest request, int status, JsonNode body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(Json.write(body));
  }
}
