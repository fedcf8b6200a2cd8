package tandem.rehearsal.carriers;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import tandem.base.Failure;

/** The instructions for a call in Twilio's language, step by step. */
record TwilioDocument(List<Verb> verbs) {

  TwilioDocument {
    verbs = List.copyOf(verbs);
  }

  sealed interface Verb {}

  record Pause(int seconds) implements Verb {}

  record Redirect(String url) implements Verb {}

  record Dial(String address, Optional<String> action, Optional<Callback> callback)
      implements Verb {}

  record HangUp() implements Verb {}

  /** The URL for reports about a leg, and the reported events. */
  record Callback(String url, List<String> events) {}

  /** Reads TwiML; verbs that only make a sound are ignored. */
  static TwilioDocument read(String text) {
    var verbs = new ArrayList<Verb>();
    for (var element : children(response(text))) {
      switch (element.getTagName()) {
        case "Pause" ->
          verbs.add(new Pause(Integer.parseInt(attribute(element, "length").orElse("1"))));
        case "Redirect" -> verbs.add(new Redirect(element.getTextContent().strip()));
        case "Hangup", "Reject" -> verbs.add(new HangUp());
        case "Dial" -> verbs.add(dial(element));
        default -> {
          // Say, Play and similar verbs take no time here
        }
      }
    }
    return new TwilioDocument(verbs);
  }

  private static Dial dial(Element dial) {
    var nouns = children(dial);
    if (nouns.isEmpty()) {
      return new Dial(dial.getTextContent().strip(), attribute(dial, "action"), Optional.empty());
    }
    var noun = nouns.getFirst();
    var events = attribute(noun, "statusCallbackEvent").orElse("completed");
    return new Dial(
        noun.getTextContent().strip(),
        attribute(dial, "action"),
        attribute(noun, "statusCallback")
            .map(url -> new Callback(url, List.of(events.split(" ")))));
  }

  private static Element response(String text) {
    try {
      var factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      var root = builder.parse(new InputSource(new StringReader(text))).getDocumentElement();
      Failure.require(root.getTagName().equals("Response"), "TwiML must be a Response");
      return root;
    } catch (SAXException | IOException e) {
      throw new Failure.Invalid("TwiML must be XML: " + e.getMessage());
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("every JDK reads XML", e);
    }
  }

  private static List<Element> children(Element of) {
    var children = new ArrayList<Element>();
    for (Node child = of.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  private static Optional<String> attribute(Element of, String name) {
    return Optional.of(of.getAttribute(name)).filter(value -> !value.isEmpty());
  }
}
