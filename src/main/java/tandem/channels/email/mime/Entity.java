package tandem.channels.email.mime;

import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.util.BASE64DecoderStream;
import org.eclipse.angus.mail.util.QPDecoderStream;
import org.eclipse.angus.mail.util.UUDecoderStream;
import tandem.base.Text;

/** A mail or one of its parts: headers, and a body that is decoded as it is read. */
final class Entity {

  static final int NAME_LENGTH_MAX = 255;

  private static final Pattern TYPE =
      Pattern.compile("[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}");
  private static final Pattern BARE_TYPE =
      Pattern.compile("^[\\s\"']*([a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100})");

  /**
   * Characters that change the direction or the look of a name, or are not allowed in files' names.
   */
  private static final Pattern NOT_IN_NAMES = Pattern.compile(
      "[\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]");

  final MailHeaders headers;
  final Slice body;
  final Slice whole;
  private final HeaderValue contentType;
  private final HeaderValue disposition;
  private final String type;
  private final boolean typeDeclared;

  private Entity(Slice whole, MailHeaders headers, Slice body, String typeIfMissing) {
    this.whole = whole;
    this.headers = headers;
    this.body = body;
    contentType = HeaderValue.of(headers.raw("Content-Type").orElse(""));
    headers.assume(charset());
    disposition = HeaderValue.of(headers.raw("Content-Disposition").orElse(""));
    typeDeclared = !contentType.value().isEmpty();
    type = type(contentType.value(), typeIfMissing);
  }

  static Entity of(Slice whole, String typeIfMissing) {
    int end = MailHeaders.end(whole);
    int body = end < whole.to && whole.isLineBreak(end) ? whole.lineAfter(end) : end;
    return new Entity(
        whole,
        MailHeaders.read(new Slice(whole.bytes, whole.from, end)),
        whole.after(body),
        typeIfMissing);
  }

  private static String type(String declared, String typeIfMissing) {
    if (declared.isEmpty()) {
      return typeIfMissing;
    }
    if (TYPE.matcher(declared).matches()) {
      return declared;
    }
    if (declared.equals("text")) {
      return "text/plain";
    }
    var bare = BARE_TYPE.matcher(declared);
    return bare.find() ? bare.group(1) : "application/octet-stream";
  }

  String type() {
    return type;
  }

  boolean isTypeDeclared() {
    return typeDeclared;
  }

  boolean is(String family) {
    return type.startsWith(family + "/");
  }

  String charset() {
    return contentType.parameter("charset").orElse("");
  }

  Optional<String> parameter(String name) {
    return contentType.parameter(name);
  }

  Optional<String> boundary() {
    return contentType.exactly("boundary").filter(boundary -> !boundary.isBlank());
  }

  boolean isAttachment() {
    return disposition.value().equals("attachment");
  }

  boolean isInline() {
    return disposition.value().equals("inline");
  }

  /** The file's name, without folders and without characters that deceive. */
  Optional<String> name() {
    return disposition
        .parameter("filename")
        .or(() -> contentType.parameter("name"))
        .map(Entity::safeName)
        .filter(name -> !name.isEmpty());
  }

  static String safeName(String name) {
    var plain = NOT_IN_NAMES.matcher(Text.plain(name)).replaceAll("");
    var last = plain
        .substring(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('\\')) + 1)
        .strip();
    if (Text.length(last) <= NAME_LENGTH_MAX) {
      return last;
    }
    int dot = last.lastIndexOf('.');
    var ending = dot > 0 && last.length() - dot <= 12 ? last.substring(dot) : "";
    return Text.cut(last, NAME_LENGTH_MAX - Text.length(ending)) + ending;
  }

  Optional<String> contentId() {
    return headers.first("Content-ID").map(MessageIds::bare).filter(id -> !id.isEmpty());
  }

  String encoding() {
    var written = headers.raw("Content-Transfer-Encoding").orElse("").toLowerCase(Locale.ROOT);
    int end = written.indexOf(';');
    return (end < 0 ? written : written.substring(0, end)).strip();
  }

  /** Whether the body's bytes are the content itself. */
  boolean isPlain() {
    return switch (encoding()) {
      case "base64", "quoted-printable", "x-uuencode", "uuencode", "x-uue" -> false;
      default -> true;
    };
  }

  /** The content, decoded. What breaks the encoding's rules is passed over. */
  InputStream content() {
    return decoded(body, encoding());
  }

  static InputStream decoded(Slice body, String encoding) {
    return switch (encoding) {
      case "base64" -> new SteadyStream(new BASE64DecoderStream(body.stream(), true));
      case "quoted-printable" -> new SteadyStream(new QPDecoderStream(body.stream()));
      case "x-uuencode", "uuencode", "x-uue" ->
        new SteadyStream(new UUDecoderStream(body.stream(), true, true));
      default -> body.stream();
    };
  }
}
