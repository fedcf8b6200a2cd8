package tandem.console.conversations;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.console.ConsoleGround;

/** Canned replies over real HTTP: personal ones, and those of departments. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class CannedRepliesTest {

  private static final String ALL = "/canned-replies";

  private ConsoleGround ground;

  @BeforeAll
  void open(Vertx vertx) {
    ground = new ConsoleGround(vertx);
  }

  @AfterAll
  void close() {
    ground.close();
  }

  private HttpResponse<Buffer> ask(HttpMethod method, String path, String name, JsonObject body) {
    return ask(method, path, name, body, Optional.empty());
  }

  private HttpResponse<Buffer> ask(
      HttpMethod method, String path, String name, JsonObject body, Optional<String> version) {
    var request = ground
        .entrance
        .request(method, "/api/v1" + path)
        .putHeader("Authorization", "Bearer " + ground.entrance.session(name))
        .putHeader("Content-Type", "application/json");
    version.ifPresent(tag -> request.putHeader("If-Match", tag));
    return await(request.sendBuffer(body.toBuffer()));
  }

  private static JsonObject reply(String shortcut, String text) {
    return new JsonObject().put("shortcut", shortcut).put("text", text);
  }

  private String shown(String name) {
    return ask(GET, ALL, name, new JsonObject()).bodyAsString();
  }

  @Test
  void a_personal_reply_is_seen_and_changed_by_its_account_alone() {
    var added = ask(POST, ALL, "tom", reply("sent", "It is on its way.\nTom"));
    assertThat(added.statusCode()).as(added.bodyAsString()).isEqualTo(201);
    var one = ALL + "/" + added.bodyAsJsonObject().getString("id");
    assertThat(added.getHeader("Location")).isEqualTo("/api/v1" + one);

    assertThat(shown("tom")).contains("It is on its way.\\nTom");
    assertThat(shown("ana")).doesNotContain("on its way");
    assertThat(shown("sam")).doesNotContain("on its way");
    for (var other : new String[] {"ana", "sam", "root"}) {
      assertThat(ask(PUT, one, other, reply("sent", "x")).statusCode()).isEqualTo(404);
      assertThat(ask(DELETE, one, other, new JsonObject()).statusCode()).isEqualTo(404);
    }
    assertThat(ask(POST, ALL, "tom", reply("sent", "again")).statusCode()).isEqualTo(409);
    assertThat(ask(PUT, one, "tom", reply("gone", "Gone.")).statusCode()).isEqualTo(200);
    assertThat(shown("tom")).contains("Gone.").doesNotContain("on its way");
    assertThat(ask(DELETE, one, "tom", new JsonObject()).statusCode()).isEqualTo(204);
    assertThat(ask(DELETE, one, "tom", new JsonObject()).statusCode()).isEqualTo(404);
    assertThat(
            ground.ask("SELECT count(*) FROM audit WHERE act LIKE 'canned%' AND account = 'tom'"))
        .isEqualTo("0");
  }

  @Test
  void a_reply_of_a_department_is_written_by_supervisors_and_audited_without_its_text() {
    var team = reply("keep", "You may keep the old one.").put("department", "shipping");
    assertThat(ask(POST, ALL, "tom", team).statusCode()).isEqualTo(403);
    var added = ask(POST, ALL, "sam", team);
    assertThat(added.statusCode()).as(added.bodyAsString()).isEqualTo(201);
    var one = ALL + "/" + added.bodyAsJsonObject().getString("id");

    assertThat(shown("tom")).contains("keep the old one");
    assertThat(shown("ana")).as("of another department").doesNotContain("keep the old one");
    assertThat(ask(PUT, one, "tom", reply("keep", "x")).statusCode()).isEqualTo(403);
    assertThat(ask(DELETE, one, "tom", new JsonObject()).statusCode()).isEqualTo(403);
    assertThat(ask(PUT, one, "sam", reply("keep-old", "Keep it.")).statusCode()).isEqualTo(200);
    assertThat(ask(DELETE, one, "sam", new JsonObject()).statusCode()).isEqualTo(204);
    assertThat(ground.ask(
            "SELECT string_agg(act || ' ' || (body ->> 'shortcut'), ',' ORDER BY at, act)"
                + " FROM audit WHERE subject = '" + added.bodyAsJsonObject().getString("id") + "'"))
        .contains(
            "canned_reply.added keep", "canned_reply.changed keep-old", "canned_reply.removed");
    assertThat(ground.ask("SELECT count(*) FROM audit WHERE body::text LIKE '%old one%'"))
        .isEqualTo("0");
    assertThat(
            ask(POST, ALL, "sam", reply("x", "x").put("department", "nowhere")).bodyAsString())
        .contains("department does not exist");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | text | shortcut must be",
        "two words | text | shortcut must be",
        "-a | text | shortcut must be",
        "a/b | text | shortcut must be",
        "ok | '  ' | text is required"
      })
  void a_wrong_reply_is_refused_and_the_field_is_named(String shortcut, String text, String why) {
    var answer = ask(POST, ALL, "tom", reply(shortcut, text));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.bodyAsString()).contains(why);
  }

  @Test
  void a_shortcut_may_be_of_any_script_and_a_text_has_at_most_8000_characters() {
    assertThat(ask(POST, ALL, "ana", reply("\u00fcber-uns", "x".repeat(8_000))).statusCode())
        .isEqualTo(201);
    assertThat(ask(POST, ALL, "ana", reply("long", "x".repeat(8_001))).bodyAsString())
        .contains("at most 8000 characters");
  }

  @Test
  void two_people_who_change_one_reply_do_not_overwrite_each_other_unseen() {
    var added = ask(POST, ALL, "sam", reply("late", "It is late.").put("department", "shipping"));
    var one = ALL + "/" + added.bodyAsJsonObject().getString("id");
    var first = Optional.of(added.getHeader("ETag"));
    assertThat(first).contains('"' + added.bodyAsJsonObject().getString("version") + '"');
    assertThat(shown("tom")).contains(added.bodyAsJsonObject().getString("version"));

    var changed = ask(PUT, one, "sam", reply("late", "It is a day late."), first);
    assertThat(changed.statusCode()).as(changed.bodyAsString()).isEqualTo(200);
    assertThat(changed.getHeader("ETag")).isNotEqualTo(first.get());
    for (var late : new HttpMethod[] {PUT, DELETE}) {
      var refused = ask(late, one, "root", reply("late", "It is lost."), first);
      assertThat(refused.statusCode()).as(refused.bodyAsString()).isEqualTo(412);
      assertThat(refused.bodyAsJsonObject().getString("detail"))
          .isEqualTo("this reply was changed meanwhile by sam");
      var there = refused.bodyAsJsonObject().getJsonObject("reply");
      assertThat(there.getString("text")).isEqualTo("It is a day late.");
      assertThat('"' + there.getString("version") + '"').isEqualTo(changed.getHeader("ETag"));
    }
    assertThat(shown("tom")).contains("It is a day late.").doesNotContain("It is lost.");

    var next = Optional.of(changed.getHeader("ETag"));
    assertThat(ask(PUT, one, "root", reply("late", "x"), Optional.of("late")).statusCode())
        .isEqualTo(422);
    var again = ask(PUT, one, "root", reply("late", "It is lost."), next);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(ask(DELETE, one, "sam", new JsonObject(), Optional.of(again.getHeader("ETag")))
            .statusCode())
        .isEqualTo(204);
  }

  @Test
  void a_text_that_is_moved_into_the_shortcut_is_another_version() {
    var one = ask(POST, ALL, "tom", reply("ab", "c")).bodyAsJsonObject();
    var other = ask(POST, ALL, "tom", reply("a", "bc")).bodyAsJsonObject();

    assertThat(one.getString("version")).isNotEqualTo(other.getString("version"));
    assertThat(one.getString("changed_by")).isEqualTo("tom");
  }
}
