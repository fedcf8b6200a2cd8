package tandem.rehearsal.crowd;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import tandem.base.Ids;
import tandem.document.Json;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.agents.DeskAgent;

/**
 * How agents of the crowd give remedies: through the same route as people. One who is asked about a
 * line that another department has put right already tries it too, which the server prevents.
 */
final class Remedies {

  private static final int CONFLICT = 409;
  private static final int GONE = 404;

  private final Ids ids;
  private final Chances chances;
  private final Tally tally;

  Remedies(Ids ids, Chances chances, Tally tally) {
    this.ids = ids;
    this.chances = chances;
    this.tally = tally;
  }

  /** An order line of a customer. */
  private record Line(String id, String state) {}

  /** Gives a remedy; completes with the order line that got it, empty if none did. */
  Future<Optional<String>> give(DeskAgent desk, Work work) {
    return desk.request(
            HttpMethod.GET, "/api/v1/customers/" + work.customer(), Optional.empty(), "")
        .compose(answer -> answer.taken()
            ? give(desk, work, answer.json())
            : Future.succeededFuture(Optional.empty()));
  }

  private Future<Optional<String>> give(DeskAgent desk, Work work, JsonNode history) {
    var told = work.visit.flatMap(visit -> visit.wish.line());
    var lines = lines(history, told);
    var file = work.caseId().or(() -> first(history.path("cases")));
    if (lines.isEmpty() || file.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    var line = chances.oneOf(lines);
    var kinds = line.state().equals("placed") || line.state().equals("packed")
        ? Script.REMEDIES.subList(1, Script.REMEDIES.size())
        : Script.REMEDIES;
    var wish = Json.MAPPER
        .createObjectNode()
        .put("kind", chances.oneOf(kinds))
        .put("order_line", line.id())
        .put("reason", chances.oneOf(work.topic().notes()))
        .put("contact", work.contact.toString());
    wish.putArray("units").add(1);
    return desk.request(
            HttpMethod.POST,
            "/api/v1/cases/" + file.get() + "/remedies",
            Optional.of(ids.next().toString()),
            Json.write(wish))
        .map(answer -> given(answer, line.id()));
  }

  private Optional<String> given(FrontDoor.Answer answer, String line) {
    if (answer.taken()) {
      tally.remedies.incrementAndGet();
      return Optional.of(line);
    }
    if (answer.status() == CONFLICT && answer.json().has("remedy")) {
      tally.prevented.incrementAndGet();
    } else if (answer.status() != CONFLICT && answer.status() != GONE) {
      tally.failed("the server did not take a remedy: " + answer.status());
    }
    return Optional.empty();
  }

  private static Optional<String> first(JsonNode cases) {
    return Optional.of(cases.path(0).path("id").asText()).filter(id -> !id.isEmpty());
  }

  /** The lines that have no remedy yet, or the one that the customer tells about. */
  private static List<Line> lines(JsonNode history, Optional<String> told) {
    var taken = new HashSet<String>();
    history
        .path("remedies")
        .forEach(remedy -> taken.add(remedy.path("order_line").asText()));
    var lines = new ArrayList<Line>();
    history
        .path("orders")
        .forEach(order -> order.path("lines").forEach(line -> {
          var id = line.path("id").asText();
          if (told.map(id::equals).orElseGet(() -> !taken.contains(id))) {
            lines.add(new Line(id, order.path("state").asText()));
          }
        }));
    return lines;
  }
}
