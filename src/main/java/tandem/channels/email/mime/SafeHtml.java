package tandem.channels.email.mime;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.owasp.html.CssSchema;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * A mail's HTML, made harmless: it runs nothing, loads nothing and covers nothing.
 *
 * <p>An image of the mail itself keeps its place as {@code <img data-cid="id">}, an image from
 * elsewhere as {@code <img data-remote-src="url">}: neither loads by itself. Small raster images
 * within the HTML stay. Links open in a new tab and tell the other side nothing. Of classes and ids
 * only those stay that mark quotes and signatures.
 */
public record SafeHtml(String html, int remoteImages) {

  static final String CID = "data-cid";
  static final String REMOTE = "data-remote-src";

  /** A larger image within the HTML is left out. */
  private static final int DATA_IMAGE_LENGTH_MAX = 256 * 1024;

  private static final int LINK_LENGTH_MAX = 4096;

  /** By these, programs mark quotes and signatures. */
  static final Set<String> MARKS = Set.of(
      "gmail_quote",
      "gmail_quote_container",
      "gmail_attr",
      "gmail_extra",
      "gmail_signature",
      "gmail_signature_prefix",
      "gmail_sendername",
      "divrplyfwdmsg",
      "appendonsend",
      "stopspelling",
      "mail-editor-reference-message-container",
      "ms-outlook-mobile-reference-message",
      "ms-outlook-mobile-signature",
      "olk_src_body_section",
      "outlookmessageheader",
      "x_divrplyfwdmsg",
      "x_appendonsend",
      "moz-cite-prefix",
      "moz-forward-container",
      "moz-signature",
      "moz-txt-sig",
      "yahoo_quoted",
      "yahooquoted",
      "ydp-signature",
      "ydpyahoo_quoted",
      "yiv_quoted",
      "applemailsignature",
      "apple-mail-signature",
      "appleoriginalcontents",
      "replytemplate",
      "protonmail_quote",
      "protonmail_signature_block",
      "zmail_extra",
      "zmail_extra_hr",
      "tutanota_quote",
      "gmx_quote",
      "signature",
      "freebirdmessage",
      "quoted-text",
      "wmquote",
      "hmquote");

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern CONTROLS = Pattern.compile("[\\x00-\\x20\\x7f]+");
  private static final Pattern DATA_IMAGE = Pattern.compile(
      "data:image/(?:png|jpeg|jpg|gif|webp|bmp);base64,[A-Za-z0-9+/=\\s]*",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern COLOR = Pattern.compile("#?[A-Za-z0-9]{1,30}");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,5}(?:px|%)?");
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,4}");
  private static final Pattern ALIGNMENT =
      Pattern.compile("(?i)left|right|center|justify|top|middle|bottom|baseline");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9-]{1,35}");
  private static final Pattern FACE =
      Pattern.compile("[\\w ,'\"-]{1,200}", Pattern.UNICODE_CHARACTER_CLASS);

  /** What changes only how text, boxes and tables look where they stand. */
  private static final CssSchema STYLES = CssSchema.withProperties(properties());

  private static final PolicyFactory POLICY = new HtmlPolicyBuilder()
      .allowElements(
          "a",
          "abbr",
          "address",
          "article",
          "aside",
          "b",
          "bdi",
          "bdo",
          "big",
          "blockquote",
          "br",
          "caption",
          "center",
          "cite",
          "code",
          "col",
          "colgroup",
          "dd",
          "del",
          "dfn",
          "div",
          "dl",
          "dt",
          "em",
          "figcaption",
          "figure",
          "font",
          "footer",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "header",
          "hr",
          "i",
          "ins",
          "kbd",
          "li",
          "main",
          "nav",
          "ol",
          "p",
          "pre",
          "q",
          "s",
          "samp",
          "section",
          "small",
          "span",
          "strike",
          "strong",
          "sub",
          "sup",
          "table",
          "tbody",
          "td",
          "tfoot",
          "th",
          "thead",
          "tr",
          "tt",
          "u",
          "ul",
          "var",
          "wbr")
      .allowElements(SafeHtml::link, "a")
      .allowElements(SafeHtml::image, "img")
      .allowWithoutAttributes("span", "font", "a", "div")
      .disallowTextIn(
          "title",
          "textarea",
          "select",
          "option",
          "object",
          "applet",
          "video",
          "audio",
          "canvas",
          "iframe",
          "noembed",
          "noframes")
      .allowUrlProtocols("http", "https", "mailto", "tel", "cid", "data")
      .allowAttributes("href")
      .matching((element, attribute, value) -> target(value))
      .onElements("a")
      .allowAttributes("src")
      .matching((element, attribute, value) -> source(value))
      .onElements("img")
      .allowAttributes("alt", "title")
      .globally()
      .allowAttributes("class", "id")
      .matching((element, attribute, value) -> marks(value))
      .globally()
      .allowAttributes("dir")
      .matching(false, "ltr", "rtl", "auto")
      .globally()
      .allowAttributes("lang")
      .matching(LANGUAGE)
      .globally()
      .allowAttributes("align", "valign")
      .matching(ALIGNMENT)
      .globally()
      .allowAttributes("color", "bgcolor")
      .matching(COLOR)
      .globally()
      .allowAttributes("width", "height")
      .matching(LENGTH)
      .globally()
      .allowAttributes("face")
      .matching(FACE)
      .onElements("font")
      .allowAttributes("size")
      .matching(NUMBER)
      .onElements("font", "hr")
      .allowAttributes("border", "cellpadding", "cellspacing")
      .matching(LENGTH)
      .onElements("table")
      .allowAttributes("border")
      .matching(LENGTH)
      .onElements("img")
      .allowAttributes("colspan", "rowspan", "span")
      .matching(NUMBER)
      .onElements("td", "th", "col", "colgroup")
      .allowAttributes("start", "value", "type")
      .matching(LANGUAGE)
      .onElements("ol", "ul", "li")
      .allowAttributes("type")
      .matching(false, "cite")
      .onElements("blockquote")
      .allowStyling(STYLES)
      .toFactory();

  public static SafeHtml of(String html) {
    var safe = POLICY.sanitize(html);
    return new SafeHtml(safe, count(safe, REMOTE + "=\""));
  }

  private static Set<String> properties() {
    var sides = List.of("top", "right", "bottom", "left");
    return Stream.of(
            Stream.of(
                "color",
                "background-color",
                "font",
                "font-family",
                "font-size",
                "font-style",
                "font-weight",
                "font-variant",
                "line-height",
                "letter-spacing",
                "word-spacing",
                "text-align",
                "text-decoration",
                "text-indent",
                "text-transform",
                "white-space",
                "vertical-align",
                "direction",
                "border",
                "border-collapse",
                "border-spacing",
                "border-color",
                "border-style",
                "border-width",
                "border-radius",
                "padding",
                "margin",
                "width",
                "height",
                "max-width",
                "min-width",
                "max-height",
                "min-height",
                "list-style-type",
                "table-layout",
                "caption-side",
                "empty-cells",
                "word-wrap"),
            sides.stream().map(side -> "padding-" + side),
            sides.stream().map(side -> "margin-" + side),
            sides.stream()
                .flatMap(side ->
                    Stream.of("", "-color", "-style", "-width").map(end -> "border-" + side + end)))
        .flatMap(names -> names)
        .filter(CssSchema.DEFAULT.allowedProperties()::contains)
        .collect(Collectors.toSet());
  }

  private static @Nullable String target(String value) {
    var url = value.strip();
    var start = CONTROLS.matcher(url).replaceAll("").toLowerCase(Locale.ROOT);
    boolean known = Stream.of("http://", "https://", "mailto:", "tel:").anyMatch(start::startsWith);
    return known && url.length() <= LINK_LENGTH_MAX ? url : null;
  }

  private static @Nullable String source(String value) {
    var url = value.strip();
    var start = url.toLowerCase(Locale.ROOT);
    if (start.startsWith("data:")) {
      return url.length() <= DATA_IMAGE_LENGTH_MAX && DATA_IMAGE.matcher(url).matches()
          ? url
          : null;
    }
    if (url.startsWith("//")) {
      url = "https:" + url;
      start = url;
    }
    boolean known = Stream.of("http://", "https://", "cid:").anyMatch(start::startsWith);
    return known && url.length() <= LINK_LENGTH_MAX ? url : null;
  }

  private static @Nullable String marks(String value) {
    var marks =
        SPACE.splitAsStream(value).filter(SafeHtml::isMark).collect(Collectors.joining(" "));
    return marks.isEmpty() ? null : marks;
  }

  private static boolean isMark(String name) {
    var plain = name.toLowerCase(Locale.ROOT);
    return MARKS.contains(plain)
        || plain.startsWith("yahoo_quoted")
        || (plain.startsWith("ydp") && plain.endsWith("yahoo_quoted"));
  }

  private static String link(String element, List<String> attributes) {
    if (attribute(attributes, "href").isPresent()) {
      set(attributes, "rel", "noopener noreferrer nofollow");
      set(attributes, "target", "_blank");
    }
    return element;
  }

  private static @Nullable String image(String element, List<String> attributes) {
    var source = attribute(attributes, "src");
    if (source.isEmpty()) {
      return attribute(attributes, "alt").isPresent() ? element : null;
    }
    var url = source.get();
    var start = url.toLowerCase(Locale.ROOT);
    if (start.startsWith("cid:")) {
      remove(attributes, "src");
      set(attributes, CID, MessageIds.bare(percentDecoded(url.substring(4))));
    } else if (!start.startsWith("data:")) {
      remove(attributes, "src");
      set(attributes, REMOTE, url);
    }
    return element;
  }

  private static String percentDecoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** Names and values stand in turn in one list. */
  private static Optional<String> attribute(List<String> attributes, String name) {
    for (int i = 0; i + 1 < attributes.size(); i += 2) {
      if (attributes.get(i).equals(name)) {
        return Optional.of(attributes.get(i + 1));
      }
    }
    return Optional.empty();
  }

  private static void set(List<String> attributes, String name, String value) {
    remove(attributes, name);
    attributes.addAll(List.of(name, value));
  }

  private static void remove(List<String> attributes, String name) {
    var kept = new ArrayList<String>();
    for (int i = 0; i + 1 < attributes.size(); i += 2) {
      if (!attributes.get(i).equals(name)) {
        kept.add(attributes.get(i));
        kept.add(attributes.get(i + 1));
      }
    }
    attributes.clear();
    attributes.addAll(kept);
  }

  private static int count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }
}
