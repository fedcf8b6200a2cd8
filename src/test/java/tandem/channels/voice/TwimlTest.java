package tandem.channels.voice;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.http.HttpMethod;
import com.twilio.twiml.TwiMLException;
import com.twilio.twiml.VoiceResponse;
import com.twilio.twiml.voice.Client;
import com.twilio.twiml.voice.Dial;
import com.twilio.twiml.voice.Hangup;
import com.twilio.twiml.voice.Number;
import com.twilio.twiml.voice.Pause;
import com.twilio.twiml.voice.Redirect;
import com.twilio.twiml.voice.Sip;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

class TwimlTest {

  private static final String URL = "https://desk.example/hooks/voice/twilio?a=1&b='2'";

  @Test
  void holding_is_what_the_official_library_would_write() throws Exception {
    var official = new VoiceResponse.Builder()
        .pause(new Pause.Builder().length(30).build())
        .redirect(new Redirect.Builder(URL).method(HttpMethod.POST).build())
        .build();

    assertSame(Twiml.hold(Duration.ofSeconds(30), URL), official);
  }

  @Test
  void dialling_is_what_the_official_library_would_write() throws Exception {
    var dial = dial();
    dial.number(new Number.Builder("+31201234567")
        .statusCallback(URL)
        .statusCallbackMethod(HttpMethod.POST)
        .statusCallbackEvents(List.of(Number.Event.ANSWERED, Number.Event.COMPLETED))
        .build());
    assertSame(
        Twiml.dial("+31201234567", Duration.ofSeconds(20), URL),
        new VoiceResponse.Builder().dial(dial.build()).build());

    dial = dial();
    dial.sip(new Sip.Builder("sip:ana@desk.example;transport=tls")
        .statusCallback(URL)
        .statusCallbackMethod(HttpMethod.POST)
        .statusCallbackEvents(List.of(Sip.Event.ANSWERED, Sip.Event.COMPLETED))
        .build());
    assertSame(
        Twiml.dial("sip:ana@desk.example;transport=tls", Duration.ofSeconds(20), URL),
        new VoiceResponse.Builder().dial(dial.build()).build());

    dial = dial();
    dial.client(new Client.Builder("ana")
        .statusCallback(URL)
        .statusCallbackMethod(HttpMethod.POST)
        .statusCallbackEvents(List.of(Client.Event.ANSWERED, Client.Event.COMPLETED))
        .build());
    assertSame(
        Twiml.dial("client:ana", Duration.ofSeconds(20), URL),
        new VoiceResponse.Builder().dial(dial.build()).build());
  }

  @Test
  void hanging_up_is_what_the_official_library_would_write() throws Exception {
    assertSame(
        Twiml.hangUp(),
        new VoiceResponse.Builder().hangup(new Hangup.Builder().build()).build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1</Number><Hangup/>",
        "+1\r\n<Number>+19005550100</Number>",
        "+1\"/><Dial>x",
        "+1\u0000\u0007\u001B\u0085",
        "+1\uD800x\uFFFE",
        "+1]]>&lt;&#10;",
        "+1 👟 é"
      })
  void a_hostile_address_stays_one_address(String address) throws Exception {
    var document = parse(Twiml.dial(address, Duration.ofSeconds(20), URL + "\r\nx\"y"));

    assertThat(document.getDocumentElement().getChildNodes().getLength()).isEqualTo(1);
    var dial = document.getDocumentElement().getFirstChild();
    assertThat(dial.getChildNodes().getLength()).isEqualTo(1);
    assertThat(dial.getFirstChild().getNodeName()).isEqualTo("Number");
    assertThat(dial.getTextContent()).startsWith("+1").doesNotContainPattern("\\p{Cntrl}");
    assertThat(((Element) dial).getAttribute("action")).isEqualTo(URL + "x\"y");
  }

  private static Dial.Builder dial() {
    return new Dial.Builder().action(URL).method(HttpMethod.POST).timeout(20).answerOnBridge(true);
  }

  private static void assertSame(String ours, VoiceResponse official)
      throws Exception, TwiMLException {
    assertThat(shape(parse(ours).getDocumentElement()))
        .isEqualTo(shape(parse(official.toXml()).getDocumentElement()));
  }

  private static String shape(Node node) {
    if (node.getNodeType() == Node.TEXT_NODE) {
      return node.getTextContent();
    }
    var shape = new StringBuilder("<" + node.getNodeName());
    var attributes = node.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      shape.append(' ').append(attributes.item(i));
    }
    shape.append('>');
    var children = node.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      shape.append(shape(children.item(i)));
    }
    return shape.append("</>").toString();
  }

  static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }
}
