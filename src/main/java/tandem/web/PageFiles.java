package tandem.web;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The files of all pages, read once: the shells, the files that they name, what modules import or
 * load later, and the source maps of these. No other file is here, so none is ever served.
 *
 * @param byPath the files that are the same for everybody
 * @param shells the shells of the pages in each language, by their paths; they name the modules
 *     with the texts of this language
 */
record PageFiles(Map<String, PageFile> byPath, Map<Language, Map<String, PageFile>> shells) {

  private static final Pattern NAMED_BY_SHELL = Pattern.compile("(?:src|href)=\"(/web/[^\"]+)\"");

  /** What a bundle imports, at once or when it is needed; the build writes no spaces. */
  private static final Pattern IMPORTED = Pattern.compile("[\"'](\\.{1,2}/[\\w./-]+\\.js)[\"']");

  private static final String LATE = "import(";

  /** A style sheet that a bundle loads with one of its parts. */
  private static final Pattern LATE_SHEET =
      Pattern.compile("[\"'`](/web/styles/[\\w-]+\\.css)[\"'`]");

  private static final Pattern MODULE =
      Pattern.compile("<script type=\"module\" src=\"([^\"]+)\">");

  private static final Pattern SOURCE_MAP =
      Pattern.compile("^//# sourceMappingURL=.*\\R?", Pattern.MULTILINE);

  PageFiles {
    byPath = Map.copyOf(byPath);
    shells = Map.copyOf(shells);
  }

  /** @param elsewhere files under paths of their own */
  static PageFiles read(ClassLoader classes, List<String> pages, Map<String, String> elsewhere) {
    try {
      var files = new HashMap<String, PageFile>();
      var shells = new EnumMap<Language, Map<String, PageFile>>(Language.class);
      for (var language : Language.values()) {
        shells.put(language, shells(classes, files, pages, PageTexts.of(language)));
      }
      for (var other : elsewhere.entrySet()) {
        var path = other.getValue();
        var bytes = bytes(classes, path);
        files.put(other.getKey(), file(path, path.endsWith(".js") ? withoutMap(bytes) : bytes));
      }
      return new PageFiles(files, shells);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fills the shells, and adds the files that they name. */
  private static Map<String, PageFile> shells(
      ClassLoader classes, Map<String, PageFile> files, List<String> pages, PageTexts texts)
      throws IOException {
    var shells = new HashMap<String, PageFile>();
    for (var page : pages) {
      var path = "/web/" + page + ".html";
      var written = new String(bytes(classes, path), StandardCharsets.UTF_8);
      var shell = texts.filled(written, Map.of());
      for (var named : named(shell)) {
        put(classes, files, named);
      }
      shells.put("/" + page, file(path, withPreloads(shell, files)));
    }
    return Map.copyOf(shells);
  }

  /** A script under another path has no map beside it, and developer tools would look for one. */
  private static byte[] withoutMap(byte[] script) {
    return SOURCE_MAP
        .matcher(new String(script, StandardCharsets.UTF_8))
        .replaceAll("")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Adds a file, and all that it imports. */
  private static void put(ClassLoader classes, Map<String, PageFile> files, String path)
      throws IOException {
    if (files.containsKey(path)) {
      return;
    }
    var file = file(path, bytes(classes, path));
    files.put(path, file);
    if (isBundle(path)) {
      files.put(path + ".map", file(path + ".map", bytes(classes, path + ".map")));
    }
    for (var imported : imported(path, file, true)) {
      put(classes, files, imported);
    }
    for (var sheet : sheets(path, file)) {
      put(classes, files, sheet);
    }
  }

  /**
   * Names in the shell what its module imports at once, so that a browser loads it at the same
   * time.
   */
  private static byte[] withPreloads(String shell, Map<String, PageFile> files) {
    var module = MODULE.matcher(shell);
    if (!module.find()) {
      return shell.getBytes(StandardCharsets.UTF_8);
    }
    var needed = new LinkedHashSet<String>();
    collect(module.group(1), files, needed);
    var links = needed.stream()
        .map(path -> "<link rel=\"modulepreload\" href=\"" + path + "\">\n")
        .collect(Collectors.joining());
    return (shell.substring(0, module.start()) + links + shell.substring(module.start()))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void collect(String path, Map<String, PageFile> files, Set<String> needed) {
    for (var imported : imported(path, Objects.requireNonNull(files.get(path)), false)) {
      if (needed.add(imported)) {
        collect(imported, files, needed);
      }
    }
  }

  /** Returns the paths that a bundle imports, with or without those that it loads later. */
  private static List<String> imported(String path, PageFile file, boolean late) {
    if (!path.endsWith(".js")) {
      return List.of();
    }
    var script = file.plain().toString();
    return IMPORTED
        .matcher(script)
        .results()
        .filter(found -> late || !script.startsWith(LATE, found.start() - LATE.length()))
        .map(found -> URI.create(path).resolve(found.group(1)).toString())
        .toList();
  }

  private static List<String> sheets(String path, PageFile file) {
    return path.endsWith(".js")
        ? LATE_SHEET
            .matcher(file.plain().toString())
            .results()
            .map(found -> found.group(1))
            .toList()
        : List.of();
  }

  private static List<String> named(String shell) {
    return NAMED_BY_SHELL.matcher(shell).results().map(found -> found.group(1)).toList();
  }

  /** A module or a style sheet: the build has written it, with a map to its sources. */
  private static boolean isBundle(String path) {
    return path.endsWith(".js") || path.endsWith(".css");
  }

  /** Maps are for developer tools alone, and to pack them would take most of the time of a read. */
  private static PageFile file(String path, byte[] bytes) throws IOException {
    return new PageFile(
        type(path),
        Buffer.buffer(bytes),
        path.endsWith(".map") ? Optional.empty() : Optional.of(Buffer.buffer(gzip(bytes))),
        hash(bytes));
  }

  private static String type(String path) {
    return switch (path.substring(path.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "map" -> "application/json";
      case "svg" -> "image/svg+xml";
      case "ico" -> "image/x-icon";
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
  record PageFile(String type, Buffer plain, Optional<Buffer> gzip, String hash) {}

  /** Whether the content of a path never changes, because its name has the hash of the content. */
  static boolean isForever(String path) {
    return path.contains("/chunks/");
  }
}
