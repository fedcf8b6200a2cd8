package tandem.web;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.type.TypeReference;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import tandem.base.Currency;
import tandem.document.Json;

/**
 * The files of all pages, read once at start-up: those that a shell names and, followed to the end,
 * those that its modules import. A file that no page reaches is not here and is never served.
 */
record PageFiles(Map<String, PageFile> byPath, String importMapHash) {

  static final int FILES_MAX = 500;

  private static final String OURS = "/web/";
  private static final String JARS = "/_static/";
  private static final String MODULES = "<!-- modules -->";

  /** The one module that is no file: it is made from {@link Currency}, so that both sides agree. */
  private static final String CURRENCIES = OURS + "lib/currencies.js";

  private static final Pattern NAMED_BY_SHELL =
      Pattern.compile("(?:src|href)=\"(/(?:web|_static)/[^\"]+)\"");

  /** {@code import "x"}, {@code import {a} from "x"}, {@code export * from "x"}; minified too. */
  private static final Pattern IMPORT =
      Pattern.compile("\\b(?:import|export)\\b(?:[\\w\\s{},*$]*\\bfrom)?\\s*[\"']([^\"']+)[\"']");

  PageFiles {
    byPath = Map.copyOf(byPath);
  }

  static PageFiles read(ClassLoader classes, List<String> pages) {
    try {
      var imports = importMap(classes);
      var importMap = Json.MAPPER.writeValueAsString(Map.of("imports", imports));
      var files = new LinkedHashMap<String, PageFile>();
      for (var page : pages) {
        var shell = text(classes, "web/" + page + ".html");
        var modules = follow(classes, imports, shell, files);
        var head = new StringBuilder("<script type=\"importmap\">" + importMap + "</script>");
        modules.forEach(
            module -> head.append("\n<link rel=\"modulepreload\" href=\"" + module + "\">"));
        if (!shell.contains(MODULES)) {
          throw new IllegalStateException("web/" + page + ".html has no place for " + MODULES);
        }
        var whole = shell.replace(MODULES, head).getBytes(StandardCharsets.UTF_8);
        files.put("/" + page, file("/" + page + ".html", whole));
      }
      return new PageFiles(files, policyHash(importMap));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One map for all pages, of the maps in the jars. Two versions of one library would be two Lits
   * in one page, which fails in strange ways: said here rather than there.
   */
  private static Map<String, String> importMap(ClassLoader classes) throws IOException {
    var imports = new TreeMap<String, String>();
    for (var url : Collections.list(classes.getResources("META-INF/importmap.json"))) {
      try (var in = url.openStream()) {
        var one =
            Json.MAPPER.readValue(in, new TypeReference<Map<String, Map<String, String>>>() {});
        one.getOrDefault("imports", Map.of()).forEach((name, path) -> {
          var other = imports.putIfAbsent(name, path);
          if (other != null && !other.equals(path)) {
            throw new IllegalStateException(name + " is both " + other + " and " + path);
          }
        });
      }
    }
    return imports;
  }

  /** Reads what the shell names and all that follows from it; answers the modules among it. */
  private static Set<String> follow(
      ClassLoader classes, Map<String, String> imports, String shell, Map<String, PageFile> files)
      throws IOException {
    var modules = new LinkedHashSet<String>();
    var seen = new LinkedHashSet<String>();
    var next = new ArrayDeque<String>();
    NAMED_BY_SHELL.matcher(shell).results().forEach(named -> next.add(named.group(1)));
    while (!next.isEmpty()) {
      var path = next.remove();
      if (!seen.add(path)) {
        continue;
      }
      if (seen.size() > FILES_MAX) {
        throw new IllegalStateException("a page of more than " + FILES_MAX + " files");
      }
      var bytes = content(classes, path);
      files.putIfAbsent(path, file(path, bytes));
      if (path.endsWith(".js")) {
        modules.add(path);
        IMPORT
            .matcher(new String(bytes, StandardCharsets.UTF_8))
            .results()
            .forEach(found -> next.add(resolve(path, found.group(1), imports)));
      }
    }
    return modules;
  }

  /** As a browser does it: relative to the file, else by the longest name of the import map. */
  private static String resolve(String from, String name, Map<String, String> imports) {
    if (name.startsWith("/")) {
      return name;
    }
    if (name.startsWith("./") || name.startsWith("../")) {
      return URI.create(from).resolve(name).getPath();
    }
    var exact = imports.get(name);
    if (exact != null) {
      return exact;
    }
    return imports.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith("/") && name.startsWith(entry.getKey()))
        .max(Map.Entry.comparingByKey())
        .map(entry -> entry.getValue() + name.substring(entry.getKey().length()))
        .orElseThrow(
            () -> new IllegalStateException(from + " imports " + name + ", which no jar has"));
  }

  private static byte[] content(ClassLoader classes, String path) throws IOException {
    return path.equals(CURRENCIES) ? currencies() : bytes(classes, resource(path));
  }

  /** Makes the module of currencies, grouped by digits so that 250 of them are short. */
  private static byte[] currencies() throws IOException {
    var codes = Currency.all().stream()
        .collect(Collectors.groupingBy(
            Currency::digits, TreeMap::new, Collectors.mapping(Currency::code, joining(" "))));
    return ("export const codes = " + Json.MAPPER.writeValueAsString(codes) + ";\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String resource(String path) {
    if (path.startsWith(OURS)) {
      return path.substring(1);
    }
    if (path.startsWith(JARS)) {
      return "META-INF/resources" + path;
    }
    throw new IllegalStateException(path + " is outside " + OURS + " and " + JARS);
  }

  private static PageFile file(String path, byte[] bytes) throws IOException {
    return new PageFile(
        type(path),
        Buffer.buffer(bytes),
        Buffer.buffer(gzip(bytes)),
        hash(bytes),
        path.startsWith(JARS));
  }

  private static String type(String path) {
    return switch (path.substring(path.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalStateException("no MIME type is known for " + path);
    };
  }

  /**
   * The map stays inline because no browser loads one from a file; the modules then stay byte for
   * byte what their jars hold. The policy knows it by this.
   */
  private static String policyHash(String importMap) {
    var hash = sha256(importMap.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(hash);
  }

  private static String text(ClassLoader classes, String resource) throws IOException {
    return new String(bytes(classes, resource), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ClassLoader classes, String resource) throws IOException {
    try (var in = classes.getResourceAsStream(resource)) {
      return Optional.ofNullable(in)
          .orElseThrow(() -> new IllegalStateException(resource + " is not on the class path"))
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
    return HexFormat.of().formatHex(sha256(bytes), 0, 12);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Packed once, sent often. */
  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  /** One file as it is sent: plain or packed, with its hash; of a jar it never changes. */
  record PageFile(String type, Buffer plain, Buffer gzip, String hash, boolean immutable) {}
}
