package tandem.channels.email.hooks;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tandem.auth.BasicLogIn;
import tandem.auth.Guard;
import tandem.auth.MailgunSignature;
import tandem.auth.SendGridSignature;
import tandem.auth.WebhookSignature;
import tandem.auth.Who;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.channels.CarrierTime;
import tandem.channels.HookMeters;
import tandem.channels.email.MailIntake;
import tandem.web.BodyMemory;

/**
 * The hooks that bring mails: one for programs of our own, and one for each provider that is
 * configured. An answer of 2xx means that the mail is on disk. All of them share their memory.
 */
public final class MailHooks {

  public static final String PATH = "/hooks/email/";

  /** The largest body of {@code /hooks/email/mime}. */
  public static final int MIME_BYTES_MAX = MimeHook.BYTES_MAX;

  /**
   * The largest body of a provider's hook. A provider takes mails of up to 35 MB, and sends their
   * files once more beside the raw mail or with three bytes for one.
   */
  public static final int PROVIDER_BYTES_MAX = 80 * 1024 * 1024;

  static final HeldBody.Limits OF_PROVIDERS =
      new HeldBody.Limits(PROVIDER_BYTES_MAX, PROVIDER_BYTES_MAX);

  private static final long IN_FLIGHT_BYTES_MAX = 128L * 1024 * 1024;

  /** One large mail, or many small ones. */
  private static final long AT_WORK_BYTES_MAX = 32L * 1024 * 1024;

  /** What became of a mail. */
  enum Result {
    ACCEPTED,
    REPEATED,
    /** It was a report about a mail of ours. */
    REPORTED,
    /** It is a mail of ours that came back. */
    OUR_OWN
  }

  record Answer(
      Result result,
      Optional<ConversationId> conversation,
      Optional<Integer> number,
      Optional<ContactId> contact) {

    static Answer of(MailIntake.Taken taken) {
      return switch (taken) {
        case MailIntake.Taken.Stored(var message) ->
          new Answer(
              switch (message.result()) {
                case ACCEPTED -> Result.ACCEPTED;
                case REPEATED -> Result.REPEATED;
              },
              Optional.of(message.conversation()),
              Optional.of(message.number()),
              message.contact());
        case MailIntake.Taken.Reported _ -> only(Result.REPORTED);
        case MailIntake.Taken.OurOwn _ -> only(Result.OUR_OWN);
      };
    }

    private static Answer only(Result result) {
      return new Answer(result, Optional.empty(), Optional.empty(), Optional.empty());
    }

    String word() {
      return result.name().toLowerCase(Locale.ROOT);
    }
  }

  private final Vertx vertx;
  private final MailIntake intake;
  private final HookMeters meters;
  private final CarrierTime time;
  private final UnaryOperator<Throwable> known;
  private final BodyMemory inFlight = new BodyMemory(IN_FLIGHT_BYTES_MAX);
  private final BytesAtWork atWork = new BytesAtWork(AT_WORK_BYTES_MAX);

  /**
   * @param known turns a library's exception into the {@link Failure} that it means when the
   *     database is away, and returns every other one unchanged
   */
  public MailHooks(
      Vertx vertx,
      MailIntake intake,
      HookMeters meters,
      CarrierTime time,
      UnaryOperator<Throwable> known) {
    this.known = known;
    this.vertx = vertx;
    this.intake = intake;
    this.meters = meters;
    this.time = time;
  }

  /**
   * Opens the hook for programs of our own, and those of the configured providers.
   *
   * @param signature signs at the hook for our own programs
   */
  public void mount(
      Guard guard,
      WebhookSignature signature,
      PostmarkSettings postmark,
      MailgunSettings mailgun,
      SendGridSettings sendgrid) {
    mount(guard, PATH + "mime", new MimeHook(signature, time));
    if (!postmark.password().isEmpty()) {
      mount(
          guard,
          PATH + "postmark",
          new PostmarkHook(new BasicLogIn(postmark.user(), postmark.password().reveal())));
    }
    if (mailgun.isConfigured()) {
      var keys =
          List.of(mailgun.signingKey().reveal(), mailgun.secondSigningKey().reveal());
      // Mailgun sends the raw mail only to a URL that ends in mime
      mount(guard, PATH + "mailgun/mime", new MailgunHook(new MailgunSignature(keys), time));
    }
    if (sendgrid.isConfigured()) {
      mount(
          guard,
          PATH + "sendgrid",
          new SendGridHook(
              Optional.of(sendgrid.password())
                  .filter(password -> !password.isEmpty())
                  .map(password -> new BasicLogIn(sendgrid.user(), password.reveal())),
              Optional.of(sendgrid.publicKey())
                  .filter(key -> !key.isEmpty())
                  .map(SendGridSignature::new)));
    }
  }

  private void mount(Guard guard, String path, MailHook hook) {
    guard.allow(Who.HOOK, HttpMethod.POST, path).stream(ctx -> take(ctx, hook));
  }

  private Future<Answer> take(RoutingContext ctx, MailHook hook) {
    var request = hook.begin(ctx);
    return HeldBody.read(ctx, inFlight, hook.limits(), request::add)
        .compose(body -> atWork
            .run(body.length(), () -> stored(hook, request, body))
            .onComplete(_ -> body.release()));
  }

  private Future<Answer> stored(MailHook hook, MailHook.Request request, HeldBody body) {
    return vertx
        .executeBlocking(() -> request.end(body.bytes(), body.size()), false)
        .compose(mail -> meters.counted(hook.name(), () -> taken(mail), Answer::word));
  }

  private Future<Answer> taken(MailHook.Mail mail) {
    return intake
        .take(mail.raw(), intake.ours(mail.recipients()).or(mail::anyRecipient))
        .map(Answer::of)
        .recover(failure -> Future.failedFuture(known.apply(failure)));
  }

  /** Checks the log-in in a hook's URL; a refused client is told how to log in. */
  static void logIn(RoutingContext ctx, BasicLogIn expected) {
    try {
      expected.verify(ctx.request().headers());
    } catch (Failure.Unauthenticated e) {
      ctx.response().putHeader("WWW-Authenticate", BasicLogIn.CHALLENGE);
      throw e;
    }
  }
}
