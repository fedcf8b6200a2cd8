package tandem.channels.messages;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tandem.base.Failure;
import tandem.channels.TwilioAccount;
import tandem.channels.TwilioRest;
import tandem.conversations.Attachment;
import tandem.desk.conversations.ConversationDesk;
import tandem.web.Egress;
import tandem.web.PeerClient;

/**
 * The files of customers' messages, which Twilio keeps and we fetch. Our credentials go to the
 * configured REST interface only. It redirects to the host that has the file, which may be any host
 * of the internet: {@link Egress} leads there.
 */
public final class TwilioMedia {

  private static final String OWNER = "hook:twilio";
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
  private static final int REDIRECTS_MAX = 2;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int OK = 200;

  /** The part of a media type that can end a file's name. */
  private static final Pattern TYPE = Pattern.compile("([a-z]{1,20})/(?:x-)?([a-z0-9]{1,10})");

  private final Vertx vertx;
  private final HttpClient client;
  private final TwilioAccount account;
  private final Egress egress;
  private final ConversationDesk desk;
  private final Duration limit;

  /** @param limit the time that all files of one message may take */
  public TwilioMedia(
      Vertx vertx, TwilioAccount account, Egress egress, ConversationDesk desk, Duration limit) {
    this.vertx = vertx;
    this.client = PeerClient.connections(vertx);
    this.account = account;
    this.egress = egress;
    this.desk = desk;
    this.limit = limit;
  }

  /** A file that Twilio has. */
  record Kept(int place, String url, String type) {

    /** Twilio gives no name; the type makes one that an agent's computer can open. */
    String name() {
      var parts = TYPE.matcher(type.strip().toLowerCase(Locale.ROOT));
      return parts.lookingAt()
          ? "%s-%d.%s".formatted(parts.group(1), place, parts.group(2))
          : "file-" + place;
    }
  }

  /** A file, or why there is none. */
  record Fetched(Kept kept, Optional<Attachment> file, String why) {}

  /** A file was there and could not be stored: neither can its message be at present. */
  static final class NotStored extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotStored(Throwable cause) {
      super("a file could not be stored", cause);
    }
  }

  /** Fetches and stores the files, all at once. It fails only if one cannot be stored. */
  Future<List<Fetched>> fetch(List<Kept> files) {
    var fetches = new ArrayList<Future<Fetched>>();
    for (var kept : files) {
      fetches.add(new Fetch(kept)
          .start()
          .map(file -> new Fetched(kept, Optional.of(file), ""))
          .recover(failure -> failure instanceof NotStored
              ? Future.failedFuture(failure)
              : Future.succeededFuture(new Fetched(kept, Optional.empty(), why(failure)))));
    }
    return Future.all(fetches).map(_ -> fetches.stream().map(Future::result).toList());
  }

  /** Other failures name hosts and addresses, which say nothing to an agent. */
  private static String why(Throwable failure) {
    return failure instanceof Failure known ? known.getMessage() : "the connection broke off";
  }

  /** Returns the URL of a file if it is one of our account's messages. */
  private Optional<URI> ours(String url) {
    try {
      var asked = new URI(url.strip());
      var messages = new URI(TwilioRest.account(account) + "/Messages/");
      boolean same = asked.getHost() != null
          && asked.getRawUserInfo() == null
          && messages.getScheme().equalsIgnoreCase(asked.getScheme())
          && messages.getHost().equalsIgnoreCase(asked.getHost())
          && port(messages) == port(asked);
      return Optional.of(asked)
          .filter(_ -> same)
          .filter(one -> one.normalize().equals(one))
          .filter(one -> one.getRawPath().startsWith(messages.getRawPath()));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static int port(URI url) {
    return url.getPort() >= 0 ? url.getPort() : isSecure(url) ? 443 : 80;
  }

  private static boolean isSecure(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  /**
   * The fetch of one file. At most one of its requests is open, and that one ends with its time.
   */
  private final class Fetch {
    private final Kept kept;
    private final Promise<Attachment> done = Promise.promise();
    private @Nullable HttpClientRequest open;
    private @Nullable Incoming content;

    Fetch(Kept kept) {
      this.kept = kept;
    }

    Future<Attachment> start() {
      var url = ours(kept.url());
      if (url.isEmpty()) {
        return Future.failedFuture(new Failure.Denied("its URL is not one of the Twilio account"));
      }
      long timer = vertx.setTimer(limit.toMillis(), _ -> done.tryFail(tooLate()));
      read(url.get(), own(url.get()), REDIRECTS_MAX).onComplete(done::tryComplete, done::tryFail);
      return done.future().onComplete(_ -> vertx.cancelTimer(timer)).onFailure(_ -> close());
    }

    /** A slow database of ours is no reason to give the file up: Twilio repeats the message. */
    private Throwable tooLate() {
      var late = new Failure.Unavailable("it took longer than " + limit.toSeconds() + " s", limit);
      return content != null && content.waitsForUs() ? new NotStored(late) : late;
    }

    private void close() {
      if (open != null) {
        open.reset();
      }
    }

    private Future<HttpClientRequest> own(URI url) {
      return client.request(new RequestOptions()
          .setMethod(HttpMethod.GET)
          .setHost(url.getHost())
          .setPort(port(url))
          .setSsl(isSecure(url))
          .setURI(Egress.target(url))
          .setFollowRedirects(false)
          .setConnectTimeout(CONNECT_LIMIT.toMillis())
          .setHeaders(TwilioRest.credentials(account)));
    }

    private Future<Attachment> read(URI url, Future<HttpClientRequest> connected, int redirects) {
      return connected
          .compose(request -> {
            open = request;
            if (done.future().isComplete()) {
              close();
            }
            return request.send();
          })
          .compose(answer -> {
            answer.pause();
            answer.exceptionHandler(done::tryFail); // until the content is read
            int status = answer.statusCode();
            if (REDIRECTS.contains(status)) {
              return redirected(url, answer, redirects);
            }
            return status == OK
                ? store(answer)
                : Future.failedFuture(new Failure.Unavailable("Twilio answered " + status, limit));
          });
    }

    private Future<Attachment> redirected(URI url, HttpClientResponse answer, int redirects) {
      var location = answer.getHeader(HttpHeaders.LOCATION);
      answer.exceptionHandler(_ -> {}); // nobody wants the rest of it
      close();
      if (redirects == 0) {
        return Future.failedFuture(new Failure.Denied("it was redirected too often"));
      }
      try {
        var next = url.resolve(new URI(location == null ? "" : location.strip()));
        return read(next, egress.get(next), redirects - 1);
      } catch (URISyntaxException e) {
        return Future.failedFuture(new Failure.Denied("it was redirected to something else"));
      }
    }

    private Future<Attachment> store(HttpClientResponse answer) {
      if (isTooLarge(answer)) {
        return Future.failedFuture(
            new Failure.TooLarge("it has more than " + Attachment.SIZE_MAX / 1024 / 1024 + " MB"));
      }
      var coming = new Incoming(answer);
      content = coming;
      return desk.keep(OWNER, kept.name(), coming)
          .recover(failure -> Future.failedFuture(
              failure instanceof Failure || coming.isBrokenOff()
                  ? failure
                  : new NotStored(failure)));
    }
  }

  /** Whether the answer says so before it begins; else the size is counted while it comes in. */
  private static boolean isTooLarge(HttpClientResponse answer) {
    try {
      return Long.parseLong(answer.getHeader(HttpHeaders.CONTENT_LENGTH)) > Attachment.SIZE_MAX;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
