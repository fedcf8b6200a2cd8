package tandem.channels.chat;

import java.util.Optional;
import tandem.customers.ContactPoint;
import tandem.desk.conversations.MessageEvent;
import tandem.desk.conversations.SiteKeys;
import tandem.document.Json;

/**
 * The visitor of a site.
 *
 * @param verified what the site has vouched for
 */
record Visitor(VisitorToken token, Optional<SiteKeys.Verified> verified) {

  /** The customer's side of the visitor's messages. */
  MessageEvent.From from() {
    var email = verified.flatMap(SiteKeys.Verified::email);
    return new MessageEvent.From(
        email.map(ContactPoint::value).orElseGet(() -> token.site() + ":" + token.thread()),
        verified.map(SiteKeys.Verified::name).orElse(""),
        email.map(ContactPoint::kind).orElse(ContactPoint.Kind.VISITOR),
        email.or(() -> ContactPoint.visitor(token.site() + ":" + token.thread())),
        Json.MAPPER.createObjectNode());
  }
}
