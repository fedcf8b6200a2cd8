package tandem.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import tandem.auth.Accounts;
import tandem.auth.Audit;
import tandem.auth.Credentials;
import tandem.auth.Guard;
import tandem.auth.KnownDevices;
import tandem.auth.Passwords;
import tandem.auth.Sessions;
import tandem.base.Ids;
import tandem.storage.Database;
import tandem.storage.Outage;
import tandem.storage.nodes.NodeNews;
import tandem.web.Connections;
import tandem.web.Limits;
import tandem.web.ProblemHandler;
import tandem.web.Proxies;
import tandem.web.PublicUrl;
import tandem.web.SecurityHeaders;

/** The gate, which every request passes: log-ins, accounts and the handling of failures. */
public record Gate(
    Audit audit,
    NodeNews<String> news,
    Sessions sessions,
    Accounts accounts,
    Credentials credentials,
    ProblemHandler problems,
    Connections connections,
    Guard guard,
    SecureRandom random) {

  /**
   * Builds the gate of one node.
   *
   * @param clock the clock of log-ins; no floor's time may set it forward, because log-ins last
   *     long and every node reads them
   * @param deviceSecret signs the cookies of devices; all nodes share it
   */
  public static Gate of(
      Vertx vertx,
      Database database,
      InstantSource clock,
      SecureRandom random,
      Ids ids,
      Passwords passwords,
      PublicUrl publicUrl,
      SecurityHeaders headers,
      Proxies proxies,
      Connections.Bounds bounds,
      String deviceSecret) {
    var audit = new Audit(clock);
    var news = Sessions.news(vertx);
    var sessions = new Sessions(database, passwords, audit, clock, random, news);
    var connections = new Connections(vertx, proxies, bounds);
    var devices = new KnownDevices(deviceSecret, random, clock);
    var problems = new ProblemHandler(ids, Outage::meaning);
    return new Gate(
        audit,
        news,
        sessions,
        new Accounts(database, passwords, audit, sessions, clock),
        new Credentials(database, audit, sessions, clock),
        problems,
        connections,
        new Guard(
            vertx, sessions, publicUrl, problems, headers, devices, new Limits(), connections),
        random);
  }

  /** Starts to receive the news of ended sessions from other nodes. */
  public Future<Void> start() {
    return news.start();
  }
}
