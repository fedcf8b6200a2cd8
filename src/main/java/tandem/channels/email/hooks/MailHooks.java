package tandem.channels.email.hooks;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
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
import tandem.web.Connections;

/**
 * The hooks that bring mails: one for programs of our own, and one for each provider that is
 * configured. An answer of 2xx means that the mail is on disk. Hooks with the same kind of proof
 * share their memory and their line of work, and take nothing from those with another kind.
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

  /** The memory of the bodies of one kind of proof: more than the largest body of a provider. */
  private static final long IN_FLIGHT_BYTES_MAX = 96L * 1024 * 1024;

  /** One large mail, or many small ones. */
  private static final long AT_WORK_BYTES_MAX = 32L * 1024 * 1024;

  /** Unproven forms are parsed by threads of their own, so that they delay nothing else. */
  private static final int FORM_THREADS = 2;

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

  /** What the requests with one kind of proof share. */
  private record Room(BodyMemory memory, BytesAtWork line) {}

  private final Vertx vertx;
  private final MailIntake intake;
  private final HookMeters meters;
  private final CarrierTime time;
  private final UnaryOperator<Throwable> known;
  private final WorkerExecutor formWorkers;
  private final Map<MailHook.Proof, Room> rooms = new EnumMap<>(MailHook.Proof.class);

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
    this.formWorkers = vertx.createSharedWorkerExecutor("mail-forms", FORM_THREADS);
    for (var proof : MailHook.Proof.values()) {
      rooms.put(
          proof, new Room(new BodyMemory(IN_FLIGHT_BYTES_MAX), new BytesAtWork(AT_WORK_BYTES_MAX)));
    }
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
    if (hook.proof() == MailHook.Proof.HEAD) {
      Connections.keep(ctx);
    }
    var room = Objects.requireNonNull(rooms.get(hook.proof()), "each kind of proof has its room");
    return HeldBody.read(ctx, room.memory(), hook.limits(), request::add)
        .compose(body -> body.orCutOff(Future.<Void>succeededFuture()
                .compose(_ -> inTurn(hook, request, body, room.line())))
            .onComplete(_ -> body.release()));
  }

  /**
   * Handles a body when it is its turn. A forged one never waits for a turn if that is seen before;
   * one that is not proved yet may lose its memory as long as it waits.
   */
  private Future<Answer> inTurn(
      MailHook hook, MailHook.Request request, HeldBody body, BytesAtWork line) {
    request.prove();
    if (hook.proof() != MailHook.Proof.FORM) {
      body.keep();
    }
    return line.run(body.length(), () -> {
      body.keep();
      return stored(hook, request, body);
    });
  }

  private Future<Answer> stored(MailHook hook, MailHook.Request request, HeldBody body) {
    Callable<MailHook.Mail> end = () -> request.end(body.bytes(), body.size());
    var mail = hook.proof() == MailHook.Proof.FORM
        ? formWorkers.executeBlocking(end, false)
        : vertx.executeBlocking(end, false);
    return mail.compose(found -> meters.counted(hook.name(), () -> taken(found), Answer::word));
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
