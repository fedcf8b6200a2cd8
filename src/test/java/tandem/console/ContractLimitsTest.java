package tandem.console;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.Accounts;
import tandem.auth.Passwords;
import tandem.auth.Role;
import tandem.auth.Sessions;
import tandem.base.Channel;
import tandem.cases.CaseFile;
import tandem.cases.CaseStates;
import tandem.cases.ContactOutcome;
import tandem.cases.Entry;
import tandem.cases.EntryFilter;
import tandem.cases.Remedies;
import tandem.cases.Remedy;
import tandem.cases.RemedyKind;
import tandem.cases.RemedyRequest;
import tandem.channels.chat.Chats;
import tandem.conversations.Attachment;
import tandem.conversations.Conversation;
import tandem.conversations.Delivery;
import tandem.conversations.Mailboxes;
import tandem.conversations.Site;
import tandem.conversations.Sites;
import tandem.conversations.Writer;
import tandem.customers.Acquaintance;
import tandem.customers.ContactPoint;
import tandem.customers.Customer;
import tandem.customers.CustomerDraft;
import tandem.customers.CustomerSearch;
import tandem.customers.OrderBatch;
import tandem.desk.casework.Drafts;
import tandem.desk.casework.Notes;
import tandem.desk.conversations.CannedReplies;
import tandem.desk.conversations.MessageCarrier;
import tandem.desk.conversations.Say;
import tandem.desk.conversations.VisitorDesk;
import tandem.desk.floor.FloorDocument;
import tandem.desk.search.FindAnything;
import tandem.desk.supervision.SupervisorActs;
import tandem.desk.timeline.ContactEntry;
import tandem.desk.timeline.ContactEvent;
import tandem.desk.voice.Intake;
import tandem.document.Cursor;
import tandem.document.Json;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Phase;
import tandem.routing.engine.Presence;
import tandem.web.Paging;

/** The words and limits in the API contract are exactly those of the server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class ContractLimitsTest {

  /** One character of two UTF-16 units. */
  private static final String ASTRAL = "😀";

  /** The hooks, which have tests of their own. */
  private static final List<String> ELSEWHERE = List.of(
      "/paths/~1hooks", "/components/schemas/CallEvent", "/components/schemas/MessageEvent");

  private static final Set<String> LIMITS = Set.of(
      "maxLength", "minLength", "maximum", "minimum", "maxItems", "minItems", "maxProperties");

  private static final String SCHEMAS = "/components/schemas/";
  private static final String ORDER = SCHEMAS + "OrderBatch/properties/orders/items/properties/";

  private final JsonNode contract = read();
  private final Map<String, String> tokens = new HashMap<>();
  private ConsoleGround ground;

  @BeforeAll
  void open(Vertx vertx) {
    ground = new ConsoleGround(vertx);
    for (var name : List.of("tom", "sam", "root")) {
      tokens.put(name, ground.entrance.session(name));
    }
  }

  @AfterAll
  void close() {
    ground.close();
  }

  // --- words

  @Test
  void every_list_of_words_is_the_servers() throws ClassNotFoundException {
    var presence = Stream.of(Presence.class.getPermittedSubclasses())
        .map(state -> state.getSimpleName().replaceAll("(?<=[a-z])([A-Z])", "_$1"))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
    var expected = new TreeMap<String, List<String>>();
    expected.put(SCHEMAS + "Channel", words(Channel.class));
    expected.put(SCHEMAS + "Link", words(FloorPlan.Link.class));
    expected.put(SCHEMAS + "ChannelTerms/properties/customer", words(FloorPlan.Customer.class));
    var written = Stream.of(Channel.values()).filter(Channel::isWritten).map(Channel::word);
    expected.put(SCHEMAS + "Conversation/properties/channel", written.toList());
    expected.put(
        SCHEMAS + "Conversation/properties/correspondent/properties/kind",
        words(ContactPoint.Kind.class));
    expected.put(
        SCHEMAS + "ShownConversation/properties/capabilities/items",
        words(MessageCarrier.Capability.class));
    expected.put(SCHEMAS + "MailboxState", words(Mailboxes.State.class));
    expected.put(
        "/components/responses/MailStored/content/application~1json/schema/properties/result",
        words(Class.forName("tandem.channels.email.hooks.MailHooks$Result")));
    expected.put(SCHEMAS + "Message/properties/writer", words(Writer.class));
    expected.put(SCHEMAS + "Message/properties/delivery", words(Delivery.class));
    expected.put(
        SCHEMAS + "ConversationGlance/properties/channel",
        Stream.of(Channel.values())
            .filter(Channel::isWritten)
            .map(Channel::word)
            .toList());
    expected.put(
        SCHEMAS + "ConversationGlance/properties/last/properties/writer", words(Writer.class));
    expected.put(
        "/paths/~1api~1v1~1conversations~1{conversation}~1messages~1{number}~1html/get/parameters/0/schema",
        List.of("hidden", "shown"));
    expected.put(SCHEMAS + "CaseKind", words(CaseFile.Kind.class));
    expected.put(SCHEMAS + "CaseState", words(CaseFile.State.class));
    expected.put(SCHEMAS + "WaitingOn", words(CaseFile.WaitingOn.class));
    expected.put(SCHEMAS + "Role", words(Role.class));
    expected.put(SCHEMAS + "Queue/properties/strategy", words(FloorPlan.Strategy.class));
    expected.put(
        SCHEMAS + "Offer/properties/choice/properties/strategy", words(FloorPlan.Strategy.class));
    expected.put(SCHEMAS + "AgentState", words(Class.forName("tandem.console.floor.Board$State")));
    expected.put(SCHEMAS + "ContactPoint/properties/kind", words(ContactPoint.Kind.class));
    expected.put(SCHEMAS + "OrderState", orderStates());
    expected.put(SCHEMAS + "Entry/properties/kind", words(Entry.Kind.class));
    expected.put(
        SCHEMAS + "ContactBody/properties/event",
        with(
            "arrived",
            with(
                "handed_over",
                with(
                    "ended",
                    with(
                        "switched_away",
                        with(
                            "switched_here",
                            // entries of earlier versions: one for each of their events
                            without(
                                Set.of("cancelled", "scheduled", "moved", "linked"),
                                words(ContactEvent.class))))))));
    expected.put(
        SCHEMAS + "Site/properties/hours/items/properties/days/items", words(Site.Day.class));
    expected.put(SCHEMAS + "MoveReason", words(Fact.MoveReason.class));
    expected.put(SCHEMAS + "StoryEvent/properties/event", words(ContactEvent.class));
    expected.put(SCHEMAS + "ContactEnd", words(ContactEntry.How.class));
    expected.put(SCHEMAS + "OutcomeBody/properties/event", List.of("ended"));
    expected.put(SCHEMAS + "OfferEnd", with("accepted", words(Fact.OfferEnd.class)));
    expected.put(SCHEMAS + "StateBody/properties/cause", words(CaseStates.Cause.class));
    expected.put(
        SCHEMAS + "RemedyBody/allOf/1/properties/event",
        with("tracked", with("repeated", words(Remedy.State.class))));
    expected.put(SCHEMAS + "Remedy/properties/state", words(Remedy.State.class));
    expected.put(
        SCHEMAS + "DeskSnapshot/properties/drafts/items/properties/kind", words(Drafts.Kind.class));
    expected.put("/components/parameters/draft/schema", words(Drafts.Kind.class));
    expected.put(SCHEMAS + "Presence/properties/state", presence);
    expected.put(SCHEMAS + "Presence/properties/next/properties/state", presence);
    expected.put(SCHEMAS + "AskedState", presence);
    expected.put(
        SCHEMAS + "ContactState",
        without(
            Set.of("scheduled"),
            Stream.of(Phase.Unaccepted.class, Phase.WithAgent.class)
                .flatMap(family -> Stream.of(family.getPermittedSubclasses()))
                .map(Json::kind)
                .toList()));
    expected.put(
        SCHEMAS + "QueueContact/properties/offer/properties/why/properties/strategy",
        words(FloorPlan.Strategy.class));
    expected.put(
        SCHEMAS + "Contact/properties/state",
        with(
            "closed",
            Stream.of(Phase.WithAgent.class.getPermittedSubclasses())
                .map(Json::kind)
                .toList()));
    expected.put(
        body("/api/v1/cases/{case}/state") + "state",
        without(Set.of("closed"), words(CaseFile.State.class)));
    expected.put(
        body("/api/v1/remedies/{remedy}/state") + "state",
        without(Set.of("given"), words(Remedy.State.class)));

    var found = new TreeMap<String, List<String>>();
    visit(contract, "", (at, node) -> {
      if (node.path("enum").isArray()) {
        found.put(at, sorted(Json.MAPPER.convertValue(node.path("enum"), String[].class)));
      }
    });
    expected.replaceAll((_, words) -> sorted(words.toArray(String[]::new)));
    assertThat(found).isEqualTo(expected);
    assertThat(sorted(Json.MAPPER.convertValue(
            contract.at(
                "/paths/~1hooks~1voice/post/responses/200/content/application~1json/schema/properties/result/enum"),
            String[].class)))
        .isEqualTo(sorted(words(Intake.Result.class).toArray(String[]::new)));
  }

  /** Returns the states from the server's error. */
  private List<String> orderStates() {
    var answer = post("sam", "/api/v1/orders/import", order("state", "x"));
    var listed = Pattern.compile("state must be one of ([a-z, ]+)").matcher(answer.bodyAsString());
    assertThat(listed.find()).as(answer.bodyAsString()).isTrue();
    return List.of(listed.group(1).split(", "));
  }

  // --- limits

  @Test
  void every_limit_is_the_servers() {
    var expected = new TreeMap<String, BigDecimal>();
    BiConsumer<String, Number> limit =
        (at, value) -> expected.put(at, new BigDecimal(value.toString()).stripTrailingZeros());
    limit.accept(body("/api/v1/session") + "name/maxLength", Accounts.NAME_LENGTH_MAX);
    limit.accept("/components/parameters/account/schema/maxLength", Accounts.KNOWN_NAME_LENGTH_MAX);
    for (var list : List.of("sessions", "tokens")) {
      limit.accept(
          "/paths/~1api~1v1~1" + list + "/get/parameters/0/schema/maxLength",
          Accounts.KNOWN_NAME_LENGTH_MAX);
    }
    for (var act : List.of(
        "accounts",
        "accounts/{account}/disable",
        "accounts/{account}/enable",
        "accounts/{account}/role",
        "accounts/{account}/password",
        "sessions/{credential}/revoke",
        "tokens/{credential}/revoke")) {
      limit.accept(body("/api/v1/" + act) + "why/minLength", 1);
      limit.accept(body("/api/v1/" + act) + "why/maxLength", Accounts.WHY_LENGTH_MAX);
    }
    for (var act : List.of(
        "agents/{agent}/presence",
        "contacts/{contact}/move",
        "contacts/{contact}/take-back",
        "contacts/{contact}/end-wrap-up")) {
      limit.accept(body("/api/v1/" + act) + "why/minLength", 1);
      limit.accept(body("/api/v1/" + act) + "why/maxLength", SupervisorActs.WHY_LENGTH_MAX);
    }
    limit.accept(body("/api/v1/accounts") + "name/maxLength", Accounts.NAME_LENGTH_MAX);
    for (var act : List.of("accounts", "accounts/{account}/password")) {
      limit.accept(body("/api/v1/" + act) + "password/minLength", Passwords.LENGTH_MIN);
      limit.accept(body("/api/v1/" + act) + "password/maxLength", Passwords.LENGTH_MAX);
    }
    limit.accept(body("/api/v1/tokens") + "label/minLength", 1);
    limit.accept(body("/api/v1/tokens") + "label/maxLength", Sessions.LABEL_LENGTH_MAX);
    limit.accept(body("/api/v1/tokens") + "days/minimum", 1);
    limit.accept(body("/api/v1/tokens") + "days/maximum", Sessions.TOKEN_DAYS_MAX);
    limit.accept("/components/parameters/number/schema/minimum", 1);
    limit.accept("/components/parameters/place/schema/minimum", 1);
    limit.accept(body("/api/v1/contacts/{contact}/outcome") + "read_to/minimum", 0);
    limit.accept(
        "/paths/~1api~1v1~1conversations~1{conversation}~1read/put/requestBody/content/application~1json/schema/properties/number/minimum",
        1);
    limit.accept(SCHEMAS + "ConversationGlance/properties/messages/minimum", 0);
    limit.accept(SCHEMAS + "ConversationGlance/properties/unread/minimum", 0);
    limit.accept(SCHEMAS + "DeskSnapshot/properties/drafts/items/properties/version/minimum", 1);
    limit.accept(SCHEMAS + "DraftOutdated/allOf/1/properties/version/minimum", 0);
    limit.accept(
        body("/api/v1/contacts/{contact}/transfer") + "note/maxLength", Notes.NOTE_LENGTH_MAX);
    for (var reply : List.of(
        body("/api/v1/canned-replies"),
        body("/api/v1/canned-replies/{reply}").replace("/post/", "/put/"))) {
      limit.accept(reply + "shortcut/minLength", 1);
      limit.accept(reply + "shortcut/maxLength", 40);
      limit.accept(reply + "text/minLength", 1);
      limit.accept(reply + "text/maxLength", CannedReplies.TEXT_LENGTH_MAX);
    }
    var answer = body("/api/v1/contacts/{contact}/messages");
    limit.accept(answer + "text/maxLength", Say.TEXT_LENGTH_MAX);
    for (var known : List.of("Acquaintance/allOf/1", "Pop/properties/candidates/items")) {
      limit.accept(
          SCHEMAS + known + "/properties/contact_points/maxItems", Acquaintance.POINTS_MAX);
    }
    limit.accept(answer + "attachments/maxItems", Attachment.ATTACHMENTS_MAX);
    limit.accept(answer + "details/properties/subject/maxLength", Conversation.SUBJECT_LENGTH_MAX);
    for (var addresses : List.of("to", "cc", "bcc")) {
      limit.accept(answer + "details/properties/" + addresses + "/maxItems", 100);
      limit.accept(
          answer + "details/properties/" + addresses + "/items/maxLength",
          ContactPoint.VALUE_LENGTH_MAX);
    }
    limit.accept(body("/api/v1/session") + "password/maxLength", Passwords.LENGTH_MAX);
    var search = "/paths/~1api~1v1~1customers/get/parameters/";
    limit.accept(search + "1/schema/maxLength", ContactPoint.VALUE_LENGTH_MAX);
    limit.accept(search + "2/schema/maxLength", CustomerSearch.TEXT_LENGTH_MAX);
    limit.accept(search + "2/schema/minLength", 1);
    limit.accept(body("/api/v1/search") + "text/minLength", 1);
    limit.accept(body("/api/v1/search") + "text/maxLength", CustomerSearch.TEXT_LENGTH_MAX);
    limit.accept(SCHEMAS + "Found/properties/customers/maxItems", FindAnything.CUSTOMERS_MAX);
    for (var list : List.of("orders", "cases", "contacts")) {
      limit.accept(SCHEMAS + "Found/properties/" + list + "/maxItems", FindAnything.OTHERS_MAX);
    }
    limit.accept(
        body("/api/v1/contacts/{contact}/outcome") + "note/maxLength",
        ContactOutcome.NOTE_LENGTH_MAX);
    limit.accept(body("/api/v1/cases") + "subject/maxLength", CaseFile.SUBJECT_LENGTH_MAX);
    limit.accept(body("/api/v1/cases") + "subject/minLength", 1);
    limit.accept(body("/api/v1/cases/{case}/state") + "why/maxLength", CaseStates.WHY_LENGTH_MAX);
    var words = "/paths/~1api~1v1~1customers~1{customer}~1timeline/get/parameters/3/schema/";
    limit.accept(words + "minLength", 1);
    limit.accept(words + "maxLength", EntryFilter.WORDS_LENGTH_MAX);
    limit.accept(body("/api/v1/cases/{case}/notes") + "text/maxLength", Notes.NOTE_LENGTH_MAX);
    limit.accept(body("/api/v1/cases/{case}/notes") + "text/minLength", 1);
    var keyOfCase = "/paths/~1api~1v1~1cases/post/parameters/0/schema/";
    limit.accept(keyOfCase + "maxLength", RemedyRequest.KEY_LENGTH_MAX);
    limit.accept(keyOfCase + "minLength", 1);
    for (var keyed : List.of("notes", "remedies")) {
      var key = "/paths/~1api~1v1~1cases~1{case}~1" + keyed + "/post/parameters/0/schema/";
      limit.accept(key + "maxLength", RemedyRequest.KEY_LENGTH_MAX);
      limit.accept(key + "minLength", 1);
    }
    var remedy = body("/api/v1/cases/{case}/remedies");
    limit.accept(remedy + "units/maxItems", RemedyRequest.UNITS_MAX);
    limit.accept(remedy + "units/items/minimum", 1);
    limit.accept(remedy + "amount_minor/minimum", 1);
    limit.accept(remedy + "reason/maxLength", Remedy.REASON_LENGTH_MAX);
    limit.accept(remedy + "reason/minLength", 1);
    limit.accept(
        body("/api/v1/remedies/{remedy}/state") + "reason/maxLength", Remedy.REASON_LENGTH_MAX);
    limit.accept(body("/api/v1/remedies/{remedy}/state") + "reason/minLength", 1);
    var returned = body("/api/v1/remedies/{remedy}/return").replace("/post/", "/put/");
    limit.accept(returned + "reference/maxLength", Remedies.REFERENCE_LENGTH_MAX);
    limit.accept(returned + "reference/minLength", 1);
    for (var tracking : List.of(
        body("/api/v1/remedies/{remedy}/state"),
        body("/api/v1/remedies/{remedy}/tracking").replace("/post/", "/put/"))) {
      limit.accept(tracking + "tracking/maxLength", Remedy.TRACKING_LENGTH_MAX);
      limit.accept(tracking + "tracking/minLength", 1);
    }
    var claim = "/components/requestBodies/Claim/content/application~1json/schema/properties/";
    limit.accept(claim + "units/maxItems", RemedyRequest.UNITS_MAX);
    limit.accept(claim + "units/items/minimum", 1);
    limit.accept("/components/parameters/limit/schema/maximum", Paging.LIMIT_MAX);
    limit.accept("/components/parameters/limit/schema/minimum", 1);
    limit.accept("/components/parameters/cursor/schema/maxLength", Cursor.LENGTH_MAX);
    limit.accept(SCHEMAS + "Seconds/maximum", FloorDocument.WAIT_MAX.toSeconds());
    limit.accept(SCHEMAS + "Seconds/minimum", 0);
    for (var name : List.of("offer_timeout", "ring")) {
      limit.accept(
          SCHEMAS + "Queue/properties/" + name + "/maximum",
          FloorDocument.OFFER_TIMEOUT_MAX.toSeconds());
      limit.accept(
          SCHEMAS + "Queue/properties/" + name + "/minimum",
          BigDecimal.valueOf(FloorDocument.SHORTEST.toMillis(), 3));
    }
    limit.accept(SCHEMAS + "Name/maxLength", FloorDocument.NAME_LENGTH_MAX);
    limit.accept(SCHEMAS + "Name/minLength", 1);
    for (var part : List.of(
        "departments",
        "skills",
        "queues",
        "reasons",
        "segments",
        "outcomes",
        "remedies",
        "sites",
        "entrances",
        "numbers",
        "channels")) {
      limit.accept(
          SCHEMAS + "FloorDocument/properties/" + part + "/maxItems", FloorDocument.PARTS_MAX);
    }
    limit.accept(SCHEMAS + "FloorDocument/properties/agents/maxItems", FloorDocument.AGENTS_MAX);
    limit.accept(SCHEMAS + "Skills/maxProperties", FloorDocument.PARTS_MAX);
    limit.accept(SCHEMAS + "Skills/additionalProperties/maximum", FloorPlan.PROFICIENCY_MAX);
    limit.accept(SCHEMAS + "Skills/additionalProperties/minimum", 1);
    limit.accept(SCHEMAS + "Agent/properties/address/maxLength", FloorDocument.ADDRESS_LENGTH_MAX);
    limit.accept(SCHEMAS + "Agent/properties/channels/minItems", 1);
    limit.accept(SCHEMAS + "Agent/properties/slots/maxProperties", FloorDocument.PARTS_MAX);
    limit.accept(SCHEMAS + "Entrance/properties/address/minLength", 1);
    limit.accept(
        SCHEMAS + "Entrance/properties/address/maxLength", FloorDocument.ADDRESS_LENGTH_MAX);
    for (var slots :
        List.of("Agent/properties/slots/additionalProperties", "ChannelTerms/properties/slots")) {
      limit.accept(SCHEMAS + slots + "/minimum", 1);
      limit.accept(SCHEMAS + slots + "/maximum", FloorPlan.ChannelTerms.SLOTS_MAX);
    }
    limit.accept(
        SCHEMAS + "Reason/properties/max_minutes/maximum", FloorDocument.REASON_MINUTES_MAX);
    limit.accept(SCHEMAS + "Reason/properties/max_minutes/minimum", 1);
    var most = SCHEMAS + "RemedyKind/properties/most/";
    for (var each : List.of(most, most.replace("/most/", "/customer_most/"))) {
      limit.accept(each + "maxProperties", FloorDocument.PARTS_MAX);
      limit.accept(each + "additionalProperties/maximum", FloorDocument.AMOUNT_MINOR_MAX);
      limit.accept(each + "additionalProperties/minimum", 1);
    }
    var kind = SCHEMAS + "RemedyKind/properties/";
    limit.accept(kind + "revoke_within/minimum", 0);
    limit.accept(kind + "revoke_within/maximum", RemedyKind.REVOKE_WITHIN_MAX.toSeconds());
    limit.accept(kind + "customer_days/minimum", 1);
    limit.accept(kind + "customer_days/maximum", RemedyKind.CUSTOMER_DAYS_MAX);
    limit.accept(SCHEMAS + "RemedyKind/properties/order_states/minItems", 1);
    limit.accept(
        SCHEMAS + "ContactPoint/properties/value/maxLength", ContactPoint.VALUE_LENGTH_MAX);
    for (var schema : List.of("CustomerDraft", "CustomerChange")) {
      var of = SCHEMAS + schema + "/properties/";
      limit.accept(of + "name/maxLength", Customer.NAME_LENGTH_MAX);
      limit.accept(of + "name/minLength", 1);
      limit.accept(of + "contact_points/maxItems", CustomerDraft.CONTACT_POINTS_MAX);
    }
    limit.accept(SCHEMAS + "OrderBatch/properties/orders/maxItems", OrderBatch.ORDERS_MAX);
    limit.accept(SCHEMAS + "OrderBatch/properties/orders/minItems", 1);
    limit.accept(ORDER + "number/maxLength", OrderBatch.WORD_LENGTH_MAX);
    limit.accept(ORDER + "number/minLength", 1);
    limit.accept(ORDER + "customer/properties/email/maxLength", ContactPoint.VALUE_LENGTH_MAX);
    limit.accept(ORDER + "customer/properties/name/maxLength", Customer.NAME_LENGTH_MAX);
    limit.accept(ORDER + "customer/properties/name/minLength", 1);
    limit.accept(ORDER + "tracking/maxLength", OrderBatch.TITLE_LENGTH_MAX);
    limit.accept(ORDER + "tracking/minLength", 1);
    limit.accept(ORDER + "lines/maxItems", OrderBatch.LINES_PER_ORDER_MAX);
    limit.accept(ORDER + "lines/minItems", 1);
    var line = ORDER + "lines/items/properties/";
    limit.accept(line + "position/maximum", Integer.MAX_VALUE);
    limit.accept(line + "position/minimum", 1);
    limit.accept(line + "article/maxLength", OrderBatch.WORD_LENGTH_MAX);
    limit.accept(line + "article/minLength", 1);
    limit.accept(line + "title/maxLength", OrderBatch.TITLE_LENGTH_MAX);
    limit.accept(line + "title/minLength", 1);
    limit.accept(line + "quantity/maximum", OrderBatch.QUANTITY_MAX);
    limit.accept(line + "quantity/minimum", 1);
    limit.accept(line + "price_minor/maximum", OrderBatch.PRICE_MINOR_MAX);
    limit.accept(line + "price_minor/minimum", 0);
    limit.accept(line + "id/maxLength", OrderBatch.WORD_LENGTH_MAX);
    limit.accept(line + "id/minLength", 1);
    for (var paid : List.of(ORDER, line)) {
      limit.accept(paid + "paid_minor/maximum", OrderBatch.PAID_MINOR_MAX);
      limit.accept(paid + "paid_minor/minimum", 0);
    }

    var places =
        body("/api/v1/conversations/{conversation}/messages/{number}/attachments") + "places/";
    limit.accept(places + "minItems", 1);
    limit.accept(places + "maxItems", Attachment.ATTACHMENTS_MAX);
    limit.accept(places + "items/minimum", 1);
    var site = SCHEMAS + "Site/properties/";
    limit.accept(site + "origins/maxItems", Site.ORIGINS_MAX);
    limit.accept(site + "greeting/maxLength", Site.GREETING_LENGTH_MAX);
    limit.accept(site + "hours/maxItems", Site.HOURS_MAX);
    limit.accept(site + "hours/items/properties/days/minItems", 1);
    limit.accept(site + "hours/items/properties/days/maxItems", Site.Day.values().length);
    limit.accept(site + "holidays/maxItems", Site.HOLIDAYS_MAX);
    limit.accept(site + "mailbox/maxLength", FloorDocument.ADDRESS_LENGTH_MAX);
    limit.accept(site + "left_after/minimum", Site.LEFT_AFTER_MIN.toSeconds());
    limit.accept(site + "left_after/maximum", Site.LEFT_AFTER_MAX.toSeconds());
    limit.accept(SCHEMAS + "RatingBody/properties/score/minimum", 1);
    limit.accept(SCHEMAS + "RatingBody/properties/score/maximum", VisitorDesk.SCORE_MAX);
    limit.accept(
        SCHEMAS + "RatingBody/properties/comment/maxLength", VisitorDesk.COMMENT_LENGTH_MAX);
    limit.accept(
        "/paths/~1api~1v1~1sites~1{site}~1keys/get/responses/200/content/application~1json/schema/properties/keys/maxItems",
        Sites.KEYS_MAX);

    var written = new TreeMap<String, BigDecimal>();
    visit(contract, "", (at, node) -> {
      if (node.isObject() && !ONLY_ANSWERED.contains(at)) {
        LIMITS.stream()
            .filter(node::has)
            .filter(name -> node.path(name).isNumber())
            .forEach(name ->
                written.put(at + "/" + name, node.path(name).decimalValue().stripTrailingZeros()));
      }
    });
    assertThat(written).isEqualTo(expected);
  }

  private static final Set<String> ONLY_ANSWERED = Set.of(
      SCHEMAS + "CameFrom/properties/as_came",
      SCHEMAS + "CameFrom/properties/unread/additionalProperties",
      SCHEMAS + "Milliseconds",
      SCHEMAS + "Share",
      "/paths/~1api~1v1~1floor/post/responses/200/content/application~1json/schema/properties/changes");

  /** Phones are excepted: only their digits matter, with any text between them. */
  @Test
  void every_text_that_can_be_sent_has_a_limit_or_a_form() {
    var boundless = new ArrayList<String>();
    contract.path("paths").properties().forEach(path -> {
      if (!path.getKey().startsWith("/hooks")) {
        path.getValue()
            .forEach(operation -> boundless(
                path.getKey(),
                deref(operation.path("requestBody"))
                    .path("content")
                    .path("application/json")
                    .path("schema"),
                boundless));
      }
    });
    assertThat(boundless)
        .containsExactlyInAnyOrder(
            "/api/v1/orders/import/orders/customer/phone", "/api/v1/floor/numbers/number");
  }

  private void boundless(String at, JsonNode schema, List<String> found) {
    var known = deref(schema);
    if (known.path("type").asText().equals("string")
        && Stream.of("maxLength", "enum", "pattern", "format").noneMatch(known::has)) {
      found.add(at);
    }
    known
        .path("properties")
        .properties()
        .forEach(part -> boundless(at + "/" + part.getKey(), part.getValue(), found));
    if (known.has("items")) {
      boundless(at, known.path("items"), found);
    }
  }

  // --- texts at the limit and one character longer, in characters of two units

  @Test
  void a_text_is_taken_up_to_its_limit_in_characters_and_not_beyond() {
    var customer = ground.customer("Jan");
    var file = id(post(
        "tom",
        "/api/v1/cases",
        Json.MAPPER
            .createObjectNode()
            .put("customer", customer.toString())
            .put("kind", "complaint")
            .put("subject", "A lamp")));
    var notes = "/api/v1/cases/" + file + "/notes";
    var states = "/api/v1/cases/" + file + "/state";
    var remedies = "/api/v1/cases/" + file + "/remedies";

    bounded(
        Customer.NAME_LENGTH_MAX,
        text -> post(
            "tom",
            "/api/v1/customers",
            json("name", text).set("contact_points", Json.MAPPER.createArrayNode())));
    bounded(
        CaseFile.SUBJECT_LENGTH_MAX,
        text -> post(
            "tom",
            "/api/v1/cases",
            json("subject", text).put("customer", customer.toString()).put("kind", "request")));
    bounded(Notes.NOTE_LENGTH_MAX, text -> post("tom", notes, json("text", text)));
    bounded(
        CaseStates.WHY_LENGTH_MAX,
        text -> post(
            "tom",
            states,
            json("why", text).put("state", "waiting").put("waiting_on", "customer")));
    bounded(
        Remedy.REASON_LENGTH_MAX,
        text -> post("tom", remedies, json("reason", text).put("kind", "replacement")));
    bounded(Customer.NAME_LENGTH_MAX, text -> {
      var order = order("state", "placed");
      ((ObjectNode) order.at("/orders/0/customer"))
          .put("phone", "+3120" + (1_000_000 + text.length()))
          .put("name", text);
      return post("sam", "/api/v1/orders/import", order);
    });
    bounded(
        OrderBatch.WORD_LENGTH_MAX,
        text -> post("sam", "/api/v1/orders/import", order("number", text)));
    bounded(
        OrderBatch.TITLE_LENGTH_MAX,
        text -> post("sam", "/api/v1/orders/import", order("tracking", text)));
    for (var field : List.of("article", "title")) {
      bounded(
          field.equals("article") ? OrderBatch.WORD_LENGTH_MAX : OrderBatch.TITLE_LENGTH_MAX,
          text -> {
            var order = order("state", "placed");
            ((ObjectNode) order.at("/orders/0/lines/0")).put(field, text);
            return post("sam", "/api/v1/orders/import", order);
          });
    }
    bounded(
        FloorDocument.NAME_LENGTH_MAX, text -> post("root", "/api/v1/floor", floor("Name", text)));
    bounded(
        CustomerSearch.TEXT_LENGTH_MAX,
        text -> await(request("tom", HttpMethod.GET, "/api/v1/customers?q=" + encoded(text))
            .send()));
  }

  @Test
  void an_outcomes_note_and_a_draft_are_taken_up_to_their_limits_in_characters() {
    var contact = ground.talk(ground.customer("Eva"), TOM);
    var draft = "/api/v1/contacts/" + contact + "/drafts/note";
    int frame = Json.write(json("note", "")).length();

    bounded(
        Drafts.LENGTH_MAX - frame,
        text -> await(request("tom", HttpMethod.PUT, draft)
            .putHeader("Content-Type", "application/json")
            .sendBuffer(Buffer.buffer(Json.write(json("note", text))))));
    bounded(
        ContactOutcome.NOTE_LENGTH_MAX,
        text -> post(
            "tom",
            "/api/v1/contacts/" + contact + "/outcome",
            json("note", text).put("outcome", "solved")));
  }

  @Test
  void times_of_the_floor_are_taken_up_to_their_limits_and_not_beyond() {
    for (var time :
        List.of("head_start", "wrap_up", "short_abandon", "answer_within", "prefer_last_agent")) {
      range(time, BigDecimal.ZERO, BigDecimal.valueOf(FloorDocument.WAIT_MAX.toSeconds()));
    }
    range(
        "offer_timeout",
        BigDecimal.valueOf(FloorDocument.SHORTEST.toMillis(), 3),
        BigDecimal.valueOf(FloorDocument.OFFER_TIMEOUT_MAX.toSeconds()));
    assertThat(FloorDocument.OFFER_TIMEOUT_MAX).isEqualTo(Duration.ofMinutes(10));
  }

  private void range(String time, BigDecimal min, BigDecimal max) {
    var little = new BigDecimal("0.0005");
    for (var good : List.of(min, max)) {
      var answer = post("root", "/api/v1/floor", queue(time, good));
      assertThat(answer.statusCode())
          .as(time + " " + good + answer.bodyAsString())
          .isEqualTo(200);
    }
    for (var bad : List.of(min.subtract(little), max.add(little))) {
      var answer = post("root", "/api/v1/floor", queue(time, bad));
      assertThat(answer.statusCode()).as(time + " " + bad).isEqualTo(422);
      assertThat(answer.bodyAsString()).contains(time);
    }
  }

  private void bounded(int max, Function<String, HttpResponse<Buffer>> send) {
    var beyond = send.apply(ASTRAL.repeat(max + 1));
    assertThat(beyond.statusCode()).as(beyond.bodyAsString()).isEqualTo(422);
    var within = send.apply(ASTRAL.repeat(max));
    assertThat(within.statusCode()).as(within.bodyAsString()).isBetween(200, 299);
  }

  // --- the pages

  @Test
  void the_pages_have_the_servers_limits_and_count_like_it() throws IOException {
    var web = Path.of("src/main/resources/web");
    try (var files = Files.walk(web)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)) // there is an icon too
            .as(file.toString())
            .doesNotContainIgnoringCase("maxlength=");
      }
    }
    assertThat(web.resolve("components/note-box.js"))
        .content()
        .contains("NOTE_LENGTH_MAX = " + Notes.NOTE_LENGTH_MAX + ";");
    assertThat(ContactOutcome.NOTE_LENGTH_MAX).isEqualTo(Notes.NOTE_LENGTH_MAX);
    assertThat(web.resolve("components/timeline.js"))
        .content()
        .contains("WORDS_LENGTH_MAX = " + EntryFilter.WORDS_LENGTH_MAX + ";");
    assertThat(web.resolve("components/supervise.js"))
        .content()
        .contains("WHY_LENGTH_MAX = " + SupervisorActs.WHY_LENGTH_MAX + ";");
    assertThat(web.resolve("components/find.js"))
        .content()
        .contains("TEXT_LENGTH_MAX = " + CustomerSearch.TEXT_LENGTH_MAX + ";");
    assertThat(web.resolve("pages/widget.js"))
        .content()
        .contains("TEXT_MAX = " + Chats.carrier().textLengthMax() + ";");
    assertThat(web.resolve("components/remedy-form.js"))
        .content()
        .contains("REASON_LENGTH_MAX = " + Remedy.REASON_LENGTH_MAX + ";");
  }

  // --- requests

  private HttpResponse<Buffer> post(String name, String path, JsonNode body) {
    return await(request(name, HttpMethod.POST, path)
        .putHeader("Content-Type", "application/json")
        .putHeader("Idempotency-Key", UUID.randomUUID().toString())
        .sendBuffer(Buffer.buffer(Json.write(body))));
  }

  private io.vertx.ext.web.client.HttpRequest<Buffer> request(
      String name, HttpMethod method, String path) {
    return ground
        .entrance
        .request(method, path)
        .putHeader("Authorization", "Bearer " + tokens.get(name));
  }

  private static String id(HttpResponse<Buffer> made) {
    assertThat(made.statusCode()).as(made.bodyAsString()).isEqualTo(201);
    return made.bodyAsJsonObject().getString("id");
  }

  private static ObjectNode json(String field, String value) {
    return Json.MAPPER.createObjectNode().put(field, value);
  }

  /** A batch of one order with one given field. */
  private static ObjectNode order(String field, String value) {
    var batch = Json.MAPPER.createObjectNode();
    var order = batch.putArray("orders").addObject();
    order
        .put("number", "L-1")
        .put("state", "placed")
        .put("currency", "EUR")
        .put("placed_at", "2026-02-02T09:00:00Z");
    order.putObject("customer").put("phone", "+31201234567");
    order
        .putArray("lines")
        .addObject()
        .put("position", 1)
        .put("article", "LAMP")
        .put("title", "A lamp")
        .put("quantity", 1)
        .put("price_minor", 100);
    order.put(field, value);
    return batch;
  }

  private static ObjectNode floor(String id, String name) {
    var floor = Json.MAPPER.createObjectNode();
    floor
        .putArray("departments")
        .addObject()
        .put("id", id.toLowerCase(Locale.ROOT))
        .put("name", name);
    return floor;
  }

  private static ObjectNode queue(String time, BigDecimal seconds) {
    var floor = floor("limits", "Limits");
    floor
        .putArray("queues")
        .addObject()
        .put("id", "limits")
        .put("name", "Limits")
        .put("department", "limits")
        .put(time, seconds);
    return floor;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  // --- the contract

  private static String body(String path) {
    return "/paths/" + path.replace("/", "~1")
        + "/post/requestBody/content/application~1json/schema/properties/";
  }

  private static void visit(JsonNode node, String at, BiConsumer<String, JsonNode> visitor) {
    if (ELSEWHERE.stream().anyMatch(at::startsWith)) {
      return;
    }
    visitor.accept(at, node);
    node.properties()
        .forEach(part -> visit(
            part.getValue(),
            at + "/" + part.getKey().replace("~", "~0").replace("/", "~1"),
            visitor));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      visit(node.get(i), at + "/" + i, visitor);
    }
  }

  private JsonNode deref(JsonNode node) {
    return node.has("$ref") ? deref(contract.at(node.path("$ref").asText().substring(1))) : node;
  }

  private static List<String> words(Class<?> type) {
    return Stream.of(type.getEnumConstants())
        .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static List<String> with(String word, List<String> words) {
    return Stream.concat(Stream.of(word), words.stream()).toList();
  }

  private static List<String> without(Set<String> left, List<String> words) {
    return words.stream().filter(word -> !left.contains(word)).collect(Collectors.toList());
  }

  private static List<String> sorted(String... words) {
    return Arrays.stream(words).sorted().toList();
  }

  private static JsonNode read() {
    try {
      return new YAMLMapper().readTree(ContractRoute.read().getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
