package tandem.channels.email.mime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Tells a file's type from the bytes at its beginning. */
final class FileType {

  static final String UNKNOWN = "application/octet-stream";

  /** How many bytes are looked at. */
  static final int HEAD_BYTES = 4096;

  private record Magic(String type, int at, String bytes) {}

  private static final List<Magic> MAGIC = List.of(
      new Magic("image/png", 0, "\u0089PNG\r\n\u001a\n"),
      new Magic("image/jpeg", 0, "\u00ff\u00d8\u00ff"),
      new Magic("image/gif", 0, "GIF87a"),
      new Magic("image/gif", 0, "GIF89a"),
      new Magic("image/webp", 8, "WEBP"),
      new Magic("image/bmp", 0, "BM"),
      new Magic("image/tiff", 0, "II*\0"),
      new Magic("image/tiff", 0, "MM\0*"),
      new Magic("image/x-icon", 0, "\0\0\u0001\0"),
      new Magic("image/heic", 4, "ftyphei"),
      new Magic("image/heic", 4, "ftypmif1"),
      new Magic("image/avif", 4, "ftypavif"),
      new Magic("application/pdf", 0, "%PDF-"),
      new Magic("application/postscript", 0, "%!PS"),
      new Magic("application/gzip", 0, "\u001f\u008b"),
      new Magic("application/x-bzip2", 0, "BZh"),
      new Magic("application/x-7z-compressed", 0, "7z\u00bc\u00af'\u001c"),
      new Magic("application/vnd.rar", 0, "Rar!\u001a\u0007"),
      new Magic("application/x-xz", 0, "\u00fd7zXZ\0"),
      new Magic("application/x-ole-storage", 0, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"),
      new Magic("application/ms-tnef", 0, "x\u009f>\""),
      new Magic("application/rtf", 0, "{\\rtf"),
      new Magic("application/x-msdownload", 0, "MZ"),
      new Magic("application/x-executable", 0, "\u007fELF"),
      new Magic("application/java-vm", 0, "\u00ca\u00fe\u00ba\u00be"),
      new Magic("audio/mpeg", 0, "ID3"),
      new Magic("audio/mpeg", 0, "\u00ff\u00fb"),
      new Magic("audio/ogg", 0, "OggS"),
      new Magic("audio/flac", 0, "fLaC"),
      new Magic("audio/amr", 0, "#!AMR"),
      new Magic("audio/wav", 8, "WAVE"),
      new Magic("video/x-msvideo", 8, "AVI "),
      new Magic("video/quicktime", 4, "ftypqt"),
      new Magic("audio/mp4", 4, "ftypM4A"),
      new Magic("video/mp4", 4, "ftyp"),
      new Magic("video/webm", 0, "\u001aE\u00df\u00a3"));

  private FileType() {}

  static String of(byte[] head) {
    var text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("PK\u0003\u0004") || text.startsWith("PK\u0005\u0006")) {
      return zip(text);
    }
    for (var magic : MAGIC) {
      if (text.startsWith(magic.bytes, magic.at)) {
        return magic.type;
      }
    }
    return isText(head) ? text(text) : UNKNOWN;
  }

  private static String zip(String head) {
    if (head.startsWith("mimetypeapplication/", 30)) {
      int end = 38;
      while (end < head.length()
          && end < 138
          && (Character.isLetterOrDigit(head.charAt(end))
              || "/.+-".indexOf(head.charAt(end)) >= 0)) {
        end++;
      }
      var type = head.substring(38, end);
      return type.endsWith("PK") ? type.substring(0, type.length() - 2) : type;
    }
    if (head.contains("word/")) {
      return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    }
    if (head.contains("xl/")) {
      return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    }
    if (head.contains("ppt/")) {
      return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    }
    return "application/zip";
  }

  private static boolean isText(byte[] head) {
    for (byte b : head) {
      if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1b) {
        return false;
      }
    }
    return head.length > 0;
  }

  private static String text(String head) {
    var start = (head.startsWith("\u00ef\u00bb\u00bf") ? head.substring(3) : head)
        .stripLeading()
        .toLowerCase(Locale.ROOT);
    if (start.startsWith("<svg") || (start.startsWith("<?xml") && start.contains("<svg"))) {
      return "image/svg+xml";
    }
    if (start.startsWith("<!doctype html")
        || start.startsWith("<html")
        || start.contains("<script")
        || start.contains("<body")) {
      return "text/html";
    }
    if (start.startsWith("<?xml")) {
      return "application/xml";
    }
    if (start.startsWith("begin:vcalendar")) {
      return "text/calendar";
    }
    if (start.startsWith("begin:vcard")) {
      return "text/vcard";
    }
    return "text/plain";
  }

  /** The ending of the name that a file without a name gets. */
  static String ending(String declared, String detected) {
    return switch (detected) {
      case "image/png" -> ".png";
      case "image/jpeg" -> ".jpg";
      case "image/gif" -> ".gif";
      case "image/webp" -> ".webp";
      case "application/pdf" -> ".pdf";
      case "application/zip" -> ".zip";
      case "text/calendar" -> ".ics";
      case "text/vcard" -> ".vcf";
      case "text/html" -> ".html";
      case "message/rfc822", "message/global" -> ".eml";
      case "text/plain", "text/rfc822-headers", "message/delivery-status" ->
        declared.equals("application/pgp-signature") || declared.equals("application/pgp-encrypted")
            ? ".asc"
            : ".txt";
      default -> declared.contains("pkcs7") ? ".p7m" : ".bin";
    };
  }
}
