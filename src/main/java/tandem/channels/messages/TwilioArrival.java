package tandem.channels.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.Channel;
import tandem.base.Text;
import tandem.channels.CarrierWords;
import tandem.channels.messages.TwilioMedia.Fetched;
import tandem.channels.messages.TwilioMedia.Kept;
import tandem.channels.messages.TwilioNetwork.Address;
import tandem.customers.PhoneNumbers;
import tandem.desk.conversations.MessageEvent;
import tandem.desk.conversations.Triage;
import tandem.desk.conversations.WrittenAddress;
import tandem.document.Json;

/**
 * A customer's message as Twilio sends it, read as far as possible. Its notes say what could not be
 * read.
 *
 * @param from the customer's address; empty if there is none
 * @param to our address
 * @param files the files that Twilio keeps for it
 */
record TwilioArrival(
    String sid,
    String from,
    String to,
    String name,
    String text,
    List<Kept> files,
    ObjectNode details) {

  /** Twilio sends at most ten files with a message. */
  private static final int FILES_MAX = 10;

  private static final int TEXT_LENGTH_MAX = 100_000;
  private static final int ENTRANCE_LENGTH_MAX = 200;
  private static final int TYPE_LENGTH_MAX = 100;
  private static final Pattern COUNT = Pattern.compile("0*([0-9]{1,3})");

  static TwilioArrival of(String sid, CarrierWords words) {
    var details = Json.MAPPER.createObjectNode();
    var from = words
        .reference("From")
        .or(() ->
            words.reference("WaId").map(id -> "whatsapp:" + (id.startsWith("+") ? id : "+" + id)))
        .map(String::strip)
        .orElse("");
    var to = words.reference("To").map(String::strip).orElse("");
    var body = words.anything("Body");
    if (Text.length(body) > TEXT_LENGTH_MAX) {
      MessageHook.note(
          details, "The text was longer than " + TEXT_LENGTH_MAX + " characters and is cut.");
    }
    place(words, details);
    var files = files(words, details);
    var unread = words.unread("From", "To", "Body", "NumMedia", "ProfileName");
    if (!unread.isEmpty()) {
      details.set("unread", Json.MAPPER.valueToTree(unread));
    }
    return new TwilioArrival(
        sid,
        from,
        to,
        words.anything("ProfileName"),
        Text.beginning(Text.written(body), TEXT_LENGTH_MAX),
        files,
        details);
  }

  /** Notes the place on the map that a customer has sent. */
  private static void place(CarrierWords words, ObjectNode details) {
    if (words.says("Latitude") && words.says("Longitude")) {
      var name = (words.anything("Label") + " " + words.anything("Address")).strip();
      MessageHook.note(
          details,
          "The customer sent a place: %s, %s%s"
              .formatted(
                  shown(words.anything("Latitude")),
                  shown(words.anything("Longitude")),
                  name.isEmpty() ? "" : " (" + shown(name) + ")"));
    }
  }

  private static List<Kept> files(CarrierWords words, ObjectNode details) {
    var files = new ArrayList<Kept>();
    while (files.size() < FILES_MAX && words.says("MediaUrl" + files.size())) {
      int place = files.size();
      files.add(new Kept(
          place + 1,
          words.anything("MediaUrl" + place),
          shown(words.anything("MediaContentType" + place))));
    }
    int told = words
        .reference("NumMedia")
        .map(text -> COUNT.matcher(text.strip()))
        .filter(count -> count.matches())
        .map(count -> Integer.parseInt(count.group(1)))
        .orElse(files.size());
    if (words.says("MediaUrl" + FILES_MAX)) {
      MessageHook.note(details, "Only the first " + FILES_MAX + " files are kept.");
    } else if (told > files.size()) {
      MessageHook.note(
          details, "The message has %d files, but Twilio named %d.".formatted(told, files.size()));
    }
    return files;
  }

  private static String shown(String text) {
    return Text.beginning(Text.plain(text), TYPE_LENGTH_MAX);
  }

  /** The carrier of its conversation. */
  String carrier() {
    return Address.of(from).carrier().carrier();
  }

  /** Returns the message with its files; its notes name those that could not be fetched. */
  MessageEvent.Arrived event(List<Fetched> fetched, PhoneNumbers phones, Instant now) {
    for (var one : fetched) {
      if (one.file().isEmpty()) {
        MessageHook.note(
            details,
            "A file%s could not be fetched: %s."
                .formatted(
                    one.kept().type().isEmpty() ? "" : " of type " + one.kept().type(), one.why()));
      }
    }
    var address = Address.of(from);
    var read = WrittenAddress.of(address.network(), address.bare(), phones);
    return new MessageEvent.Arrived(
        sid,
        Channel.MESSAGE,
        Text.beginning(Text.plain(to), ENTRANCE_LENGTH_MAX),
        from.isEmpty()
            ? new MessageEvent.Place.New()
            : new MessageEvent.Place.InThread(Text.plain(from)),
        new MessageEvent.From(
            from,
            name,
            read.kind(),
            read.point(),
            Json.MAPPER.createObjectNode().put("network", address.network())),
        now,
        "",
        text,
        Optional.empty(),
        Optional.of(sid),
        details,
        fetched.stream().map(Fetched::file).flatMap(Optional::stream).toList(),
        Triage.NONE);
  }
}
