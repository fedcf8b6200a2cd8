package tandem.channels.voice;

import java.io.StringWriter;
import java.time.Duration;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The instructions for a carrier with Twilio's interface; always a complete, well-formed document.
 */
final class Twiml {

  private static final XMLOutputFactory XML = XMLOutputFactory.newInstance();

  private Twiml() {}

  /** Holds a caller: waits and fetches again. */
  static String hold(Duration pause, String askAgainAt) {
    return document(xml -> {
      xml.writeEmptyElement("Pause");
      attribute(xml, "length", Long.toString(pause.toSeconds()));
      xml.writeStartElement("Redirect");
      attribute(xml, "method", "POST");
      text(xml, askAgainAt);
      xml.writeEndElement();
    });
  }

  /** Joins the caller with an agent; the carrier reports progress and end to the URL. */
  static String dial(String address, Duration ring, String url) {
    return document(xml -> {
      xml.writeStartElement("Dial");
      attribute(xml, "action", url);
      attribute(xml, "method", "POST");
      attribute(xml, "timeout", Long.toString(ring.toSeconds()));
      attribute(xml, "answerOnBridge", "true");
      xml.writeStartElement(noun(address));
      attribute(xml, "statusCallback", url);
      attribute(xml, "statusCallbackMethod", "POST");
      attribute(xml, "statusCallbackEvent", "answered completed");
      text(xml, address.startsWith("client:") ? address.substring("client:".length()) : address);
      xml.writeEndElement();
      xml.writeEndElement();
    });
  }

  static String hangUp() {
    return document(xml -> xml.writeEmptyElement("Hangup"));
  }

  private static String noun(String address) {
    if (address.startsWith("sip:") || address.startsWith("sips:")) {
      return "Sip";
    }
    return address.startsWith("+") ? "Number" : "Client";
  }

  @FunctionalInterface
  private interface Verbs {
    void writeTo(XMLStreamWriter xml) throws XMLStreamException;
  }

  private static String document(Verbs verbs) {
    var text = new StringWriter();
    try {
      var xml = XML.createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("Response");
      verbs.writeTo(xml);
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
      return text.toString();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a document in memory can be written", e);
    }
  }

  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, plain(value));
  }

  private static void text(XMLStreamWriter xml, String value) throws XMLStreamException {
    xml.writeCharacters(plain(value));
  }

  /** Removes line breaks, which carriers read as ends, and characters that XML cannot contain. */
  private static String plain(String value) {
    return value
        .codePoints()
        .filter(c -> !Character.isISOControl(c)
            && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            && c != 0xFFFE
            && c != 0xFFFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
