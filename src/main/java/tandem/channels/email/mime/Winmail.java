package tandem.channels.email.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.poi.hmef.Attachment;
import org.apache.poi.hmef.HMEFMessage;
import org.apache.poi.hmef.attribute.MAPIAttribute;
import org.apache.poi.hmef.attribute.MAPIStringAttribute;
import org.apache.poi.hmef.attribute.TNEFProperty;
import org.apache.poi.hsmf.datatypes.MAPIProperty;
import org.apache.poi.hsmf.datatypes.Types;
import org.jspecify.annotations.Nullable;

/** What Outlook packed into a winmail.dat (TNEF): text, HTML and files. */
record Winmail(String text, String html, List<File> files) {

  /** The first bytes of every such file. */
  static final byte[] MAGIC = {0x78, (byte) 0x9f, 0x3e, 0x22};

  /** The mark of packed rich text, which grows when it is unpacked. */
  private static final byte[] RICH_TEXT = "LZFu".getBytes(StandardCharsets.US_ASCII);

  private static final int RICH_TEXTS_MAX = 2;

  /** A file's name, which may be empty, and its bytes. */
  record File(String name, Slice bytes) {}

  /** Unpacks the file; empty when it is broken. */
  static Optional<Winmail> read(byte[] packed) {
    if (count(packed, RICH_TEXT) > RICH_TEXTS_MAX) {
      return Optional.empty();
    }
    try {
      return Optional.of(unpacked(new HMEFMessage(new ByteArrayInputStream(packed))));
    } catch (IOException | RuntimeException e) {
      // the library throws whatever a broken file leads it to
      return Optional.empty();
    }
  }

  private static Winmail unpacked(HMEFMessage message) {
    var files = new ArrayList<File>();
    for (var attachment : message.getAttachments()) {
      var data = attachment.getAttribute(TNEFProperty.ID_ATTACHDATA);
      if (data != null) {
        files.add(new File(name(attachment), Slice.whole(data.getData())));
      }
    }
    var text = text(message.getMessageMAPIAttribute(MAPIProperty.BODY));
    if (text.isBlank()) {
      var body = message.getMessageAttribute(TNEFProperty.ID_BODY);
      text = body == null ? "" : decoded(body.getData());
    }
    var html = text(message.getMessageMAPIAttribute(MAPIProperty.BODY_HTML));
    var rich = message.getMessageMAPIAttribute(MAPIProperty.RTF_COMPRESSED);
    if (text.isBlank() && html.isBlank() && rich != null) {
      files.add(new File("message.rtf", Slice.whole(rich.getData())));
    }
    return new Winmail(text, html, List.copyOf(files));
  }

  private static String name(Attachment attachment) {
    var name = text(attachment.getMAPIAttribute(MAPIProperty.ATTACH_LONG_FILENAME));
    if (!name.isBlank()) {
      return name;
    }
    var title = attachment.getAttribute(TNEFProperty.ID_ATTACHTITLE);
    return title == null ? "" : decoded(title.getData());
  }

  private static String text(@Nullable MAPIAttribute attribute) {
    if (attribute == null) {
      return "";
    }
    return attribute instanceof MAPIStringAttribute string
            && attribute.getType() == Types.UNICODE_STRING.getId()
        ? string.getDataString()
        : decoded(attribute.getData());
  }

  private static String decoded(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return Charsets.decode(ByteBuffer.wrap(bytes, 0, length), "", false).text();
  }

  private static int count(byte[] bytes, byte[] mark) {
    var whole = Slice.whole(bytes);
    int count = 0;
    for (int at = 0; at + mark.length <= bytes.length; at++) {
      if (bytes[at] == mark[0] && whole.startsAt(at, mark)) {
        count++;
      }
    }
    return count;
  }
}
