package tandem.channels.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tandem.conversations.Attachment;
import tandem.desk.conversations.ConversationDesk;
import tandem.document.Json;
import tandem.web.ToldFields;

/** The files that a gateway sends with a message, each with its content as base64. */
record SentFiles(List<SentFile> files) {

  private static final String OWNER = "hook:messages";
  private static final String FIELD = "attachments";

  /** One file. */
  record SentFile(String name, Buffer content) {}

  /** Reads the files; the details get a note about each that cannot be read. */
  static SentFiles of(ToldFields told, ObjectNode details) {
    var files = new ArrayList<SentFile>();
    for (var value : told.of(FIELD)) {
      for (var file : list(value.text())) {
        var name = file.path("name").asText("file");
        var content = file.path("content").asText("");
        if (files.size() == Attachment.ATTACHMENTS_MAX) {
          MessageHook.note(
              details, "Only the first " + Attachment.ATTACHMENTS_MAX + " attachments are kept.");
          return new SentFiles(files);
        }
        try {
          files.add(new SentFile(name, Buffer.buffer(Base64.getMimeDecoder().decode(content))));
        } catch (IllegalArgumentException e) {
          MessageHook.note(details, "The attachment " + name + " is not base64 and is left out.");
        }
      }
    }
    return new SentFiles(files);
  }

  private static List<JsonNode> list(String json) {
    try {
      var read = Json.tree(json);
      var list = new ArrayList<JsonNode>();
      if (read.isArray()) {
        read.forEach(list::add);
      } else {
        list.add(read);
      }
      return list;
    } catch (JsonProcessingException e) {
      return List.of();
    }
  }

  Future<List<Attachment>> store(ConversationDesk desk) {
    Future<List<Attachment>> stored = Future.succeededFuture(List.of());
    for (var file : files) {
      stored =
          stored.compose(before -> desk.keep(OWNER, file.name(), file.content()).map(kept -> {
            var more = new ArrayList<>(before);
            more.add(kept);
            return List.copyOf(more);
          }));
    }
    return stored;
  }
}
