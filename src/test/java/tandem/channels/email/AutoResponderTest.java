package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.base.Channel;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.base.OpeningHours;
import tandem.conversations.Conversation;
import tandem.conversations.Delivery;
import tandem.conversations.Message;
import tandem.conversations.Writer;
import tandem.desk.conversations.Receipts;
import tandem.document.HiddenText;
import tandem.document.Json;

class AutoResponderTest {

  /** A Monday. */
  private static final Instant NINE = Instant.parse("2026-02-02T09:00:00Z");

  private static final ConversationId ID = new ConversationId(new UUID(1, 2));

  private final AutoResponder responder = new AutoResponder(
      List.of(new Mailbox(
          "help@shop.example",
          "The shop",
          Optional.empty(),
          Optional.of(new Mailbox.Server(
              "localhost",
              25,
              Mailbox.Security.NONE,
              "",
              new HiddenText(""),
              "",
              Optional.empty())),
          false,
          "",
          Map.of(
              "en", "Dear {{customer.name}}, {{case.number}} within {{answer_within}}",
              "nl", "Beste {{customer.name}}, {{case.number}}"),
          Map.of("en", "We are closed, {{case.number}}"),
          Map.of(),
          Optional.of(new OpeningHours(
              List.of(OpeningHours.Span.parse("mon-fri 08:00-18:00").orElseThrow()))),
          List.of())),
      new CaseReference("T"),
      ZoneOffset.UTC);

  @Test
  void the_receipt_names_the_case_and_the_time_to_the_answer() {
    var receipt = responder.write(asked(NINE, "Eva", details())).orElseThrow();

    assertThat(receipt.text()).isEqualTo("Dear Eva, [T-1042] within 4 hours");
    assertThat(receipt.subject()).isEqualTo("Re: My shoes [T-1042]");
  }

  @Test
  void the_language_of_the_mail_decides_and_the_first_one_stands_in() {
    assertThat(responder.write(asked(NINE, "Eva", details().put("language", "nl"))))
        .map(Receipts.Receipt::text)
        .contains("Beste Eva, [T-1042]");
    assertThat(responder.write(asked(NINE, "Eva", details().put("language", "fr"))))
        .map(Receipts.Receipt::text)
        .get()
        .asString()
        .startsWith("Dear");
  }

  @Test
  void out_of_hours_the_sender_hears_that_nobody_is_there() {
    var sunday = NINE.minus(Duration.ofDays(1));

    assertThat(responder.write(asked(sunday, "Eva", details())))
        .map(Receipts.Receipt::text)
        .contains("We are closed, [T-1042]");
  }

  @Test
  void a_sender_has_one_answer_a_day_and_a_program_none() {
    var source = responder.write(asked(NINE, "Eva", details())).orElseThrow().source();

    assertThat(responder.write(asked(NINE.plusSeconds(3_600), "Eva", details())))
        .map(Receipts.Receipt::source)
        .contains(source);
    assertThat(responder.write(asked(NINE.plus(Duration.ofDays(1)), "Eva", details())))
        .map(Receipts.Receipt::source)
        .isNotEqualTo(Optional.of(source));
    assertThat(responder.write(asked(NINE, "Eva", details().put("automatic", "a list"))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 1 minute", "61, 2 minutes", "7199, 2 hours", "14400, 4 hours", "180000, 3 days"})
  void a_time_is_said_in_the_largest_unit_that_fits(long seconds, String words) {
    assertThat(AutoResponder.words(Duration.ofSeconds(seconds))).isEqualTo(words);
  }

  private static ObjectNode details() {
    return Json.MAPPER.createObjectNode();
  }

  private static Receipts.Asked asked(Instant now, String name, ObjectNode details) {
    var conversation = new Conversation(
        ID,
        Channel.EMAIL,
        "email",
        "help@shop.example",
        Optional.empty(),
        new Conversation.Correspondent(
            "eva@home.example", name, "email", Optional.empty(), Json.MAPPER.createObjectNode()),
        new CustomerId(new UUID(3, 4)),
        "My shoes",
        now,
        1,
        0,
        0,
        1,
        Optional.empty(),
        Optional.empty());
    var message = new Message(
        ID,
        1,
        now,
        Writer.CUSTOMER,
        Optional.empty(),
        Optional.empty(),
        "Where?",
        false,
        false,
        details,
        List.of(),
        Delivery.RECEIVED,
        Optional.empty(),
        now);
    return new Receipts.Asked(conversation, message, 1042, Duration.ofHours(4), now);
  }
}
