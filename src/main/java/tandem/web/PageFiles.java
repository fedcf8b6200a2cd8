package tandem.web;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The files of all pages, read once at start-up: the shells, the files that they name, and the
 * source maps of these. A file that no shell names is not here and is never served.
 */
record PageFiles(Map<String, PageFile> byPath) {

  private static final Pattern NAMED_BY_SHELL = Pattern.compile("(?:src|href)=\"(/web/[^\"]+)\"");

  PageFiles {
    byPath = Map.copyOf(byPath);
  }

  /** @param scripts files under paths of their own */
  static PageFiles read(ClassLoader classes, List<String> pages, Map<String, String> scripts) {
    try {
      var files = new HashMap<String, PageFile>();
      for (var page : pages) {
        var shell = bytes(classes, "/web/" + page + ".html");
        files.put("/" + page, file("/web/" + page + ".html", shell));
        for (var path : named(shell)) {
          files.put(path, file(path, bytes(classes, path)));
          if (isBundle(path)) {
            files.put(path + ".map", file(path + ".map", bytes(classes, path + ".map")));
          }
        }
      }
      for (var script : scripts.entrySet()) {
        files.put(script.getKey(), file(script.getValue(), bytes(classes, script.getValue())));
      }
      return new PageFiles(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> named(byte[] shell) {
    return NAMED_BY_SHELL
        .matcher(new String(shell, StandardCharsets.UTF_8))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** A module or a style sheet: the build has written it, with a map to its sources. */
  private static boolean isBundle(String path) {
    return path.endsWith(".js") || path.endsWith(".css");
  }

  private static PageFile file(String path, byte[] bytes) throws IOException {
    return new PageFile(type(path), Buffer.buffer(bytes), Buffer.buffer(gzip(bytes)), hash(bytes));
  }

  private static String type(String path) {
    return switch (path.substring(path.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "map" -> "application/json";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalStateException("no MIME type is known for " + path);
    };
  }

  private static byte[] bytes(ClassLoader classes, String path) throws IOException {
    var resource = path.substring(1);
    try (var in = classes.getResourceAsStream(resource)) {
      return Optional.ofNullable(in)
          .orElseThrow(() -> new IllegalStateException(
              resource + " is not on the class path; Maven's phase process-resources writes it"))
          .readAllBytes();
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new BestGzip(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static String hash(byte[] bytes) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Packs the file once, because it is sent often. */
  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  /** One file as it is sent: plain or packed, with its hash. */
  record PageFile(String type, Buffer plain, Buffer gzip, String hash) {}
}
