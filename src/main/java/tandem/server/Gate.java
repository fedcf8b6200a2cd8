package tandem.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import tandem.auth.Accounts;
import tandem.auth.Audit;
import tandem.auth.Guard;
import tandem.auth.Passwords;
import tandem.auth.Sessions;
import tandem.base.Ids;
import tandem.storage.Database;
import tandem.storage.NodeNews;
import tandem.storage.Outage;
import tandem.web.HeadLimit;
import tandem.web.Limits;
import tandem.web.ProblemHandler;
import tandem.web.PublicUrl;
import tandem.web.SecurityHeaders;

/** The gate, which every request passes: log-ins and their accounts, and how a request may fail. */
public record Gate(
    Audit audit,
    NodeNews<String> news,
    Sessions sessions,
    Accounts accounts,
    ProblemHandler problems,
    HeadLimit heads,
    Guard guard) {

  /**
   * The gate of one node.
   *
   * @param clock times log-ins: they are kept for long and read by every node, so that no floor's
   *     time may set it forward
   */
  public static Gate of(
      Vertx vertx,
      Database database,
      InstantSource clock,
      SecureRandom random,
      Ids ids,
      Passwords passwords,
      PublicUrl publicUrl,
      SecurityHeaders headers) {
    var audit = new Audit(clock);
    var news = Sessions.news(vertx);
    var sessions = new Sessions(database, passwords, audit, clock, random, news);
    var heads = new HeadLimit(vertx);
    var problems = new ProblemHandler(ids, Outage::meaning);
    return new Gate(
        audit,
        news,
        sessions,
        new Accounts(database, passwords, audit, sessions, clock),
        problems,
        heads,
        new Guard(vertx, sessions, publicUrl, problems, headers, new Limits(), heads));
  }

  /** Hears from here on which sessions end at other nodes. */
  public Future<Void> start() {
    return news.start();
  }
}
