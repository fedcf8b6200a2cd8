package tandem.rehearsal.crowd;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import java.net.URI;
import java.util.Map;
import tandem.base.Ids;
import tandem.rehearsal.Agenda;
import tandem.rehearsal.carriers.MessageGateway;
import tandem.rehearsal.carriers.SignedHook;

/**
 * The ways by which customers come to the shop.
 *
 * @param agenda the tempo of the crowd
 * @param siteKeys the keys of the sites, by site
 */
record Street(
    Vertx vertx,
    Ids ids,
    Agenda agenda,
    Chances chances,
    Tally tally,
    Visits visits,
    SignedHook calls,
    MessageGateway texts,
    MailPost mails,
    URI server,
    WebSocketClient chats,
    Map<String, SiteKey> siteKeys) {}
