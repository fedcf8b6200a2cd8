package tandem.server;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;
import tandem.auth.Guard;
import tandem.auth.WebhookSignature;
import tandem.channels.CarrierTime;
import tandem.channels.HookMeters;
import tandem.channels.TwilioAccount;
import tandem.channels.chat.ChatSettings;
import tandem.channels.chat.Chats;
import tandem.channels.email.AutoResponder;
import tandem.channels.email.CaseReference;
import tandem.channels.email.EmailSettings;
import tandem.channels.email.LargeMailAnswers;
import tandem.channels.email.MailIntake;
import tandem.channels.email.Mailbox;
import tandem.channels.email.MailboxReaders;
import tandem.channels.email.SmtpCarrier;
import tandem.channels.email.hooks.MailHooks;
import tandem.channels.email.hooks.MailgunSettings;
import tandem.channels.email.hooks.PostmarkSettings;
import tandem.channels.email.hooks.SendGridSettings;
import tandem.channels.messages.GatewayCarrier;
import tandem.channels.messages.MessageHook;
import tandem.channels.messages.TwilioHook;
import tandem.channels.messages.TwilioMedia;
import tandem.channels.messages.TwilioMessenger;
import tandem.channels.voice.BuiltInCarrier;
import tandem.channels.voice.CommandUrl;
import tandem.channels.voice.NativeCarrier;
import tandem.channels.voice.NativeVoice;
import tandem.channels.voice.TwilioCarrier;
import tandem.channels.voice.TwilioSettings;
import tandem.channels.voice.TwilioVoice;
import tandem.desk.voice.Carrier;
import tandem.desk.voice.CarrierCommands;
import tandem.storage.Outage;
import tandem.web.Egress;
import tandem.web.PeerClient;
import tandem.web.PublicUrl;

/**
 * The doors for carriers: the hooks that they call, and the delivery of commands to them.
 *
 * @param calls for commands about calls
 * @param texts for messages; one host may take both, and messages must not delay calls
 */
public record Carriers(
    Ground ground, Rooms rooms, DeskWork desk, PeerClient calls, PeerClient texts) {

  public static Carriers of(Ground ground, Rooms rooms, DeskWork desk) {
    return new Carriers(
        ground, rooms, desk, new PeerClient(ground.vertx()), new PeerClient(ground.vertx()));
  }

  /**
   * Opens the hooks and begins to deliver commands.
   *
   * @param wall the machine's clock; a carrier's clock may be closer to it than to ours
   * @param secret the secret that signs both directions of the native hook
   * @param commandUrl the receiver of commands about the calls of the native hook
   * @param ownUrl the URL of this node, at which a carrier calls us if there is no public one
   */
  public void open(
      Guard guard,
      InstantSource wall,
      String secret,
      CommandUrl commandUrl,
      TwilioSettings twilio,
      PublicUrl publicUrl,
      Supplier<String> ownUrl) {
    var hooks = new HookMeters(ground.meters());
    hooks.watch(guard);
    var events = hooks.counting(desk.contacts().intake());
    var signature = new WebhookSignature(List.of(secret));
    var time = new CarrierTime(ground.clock(), wall);
    new NativeVoice(signature, events, time).mount(guard);
    deliverTo(commandUrl
        .telephones()
        .<Carrier>map(url -> new NativeCarrier(calls, url.toString(), signature, time))
        .orElseGet(() -> new BuiltInCarrier(events)));
    var account = account(twilio, publicUrl, ownUrl);
    if (account.isConfigured()) {
      new TwilioVoice(account, publicUrl, events, ground.clock()).mount(guard);
      deliverTo(new TwilioCarrier(calls, account, ground.clock()));
      openTwilioMessages(guard, account, publicUrl);
    }
  }

  /** Opens the hook for text messages and WhatsApp, and begins to send messages by them. */
  private void openTwilioMessages(Guard guard, TwilioAccount account, PublicUrl publicUrl) {
    var messages = desk.messages();
    var conversations = messages.conversations();
    new TwilioHook(
            account,
            publicUrl,
            new TwilioMedia(
                ground.vertx(),
                account,
                new Egress(ground.vertx(), account.isSimulated()),
                conversations,
                TwilioHook.FILES_LIMIT),
            new HookMeters(ground.meters()).counting(messages.intake()),
            conversations,
            rooms.phones(),
            ground.clock())
        .mount(guard);
    TwilioMessenger.all(texts, account, publicUrl, conversations, ground.clock())
        .forEach(messages.carriers()::add);
  }

  /**
   * Opens the hook for gateways of messengers, and begins to send messages to them.
   *
   * @param wall as in {@link #open}
   * @param secret the secret that signs both directions
   * @param commandUrl the gateway's URL for our messages
   */
  public void openMessages(Guard guard, InstantSource wall, String secret, String commandUrl) {
    var signature = new WebhookSignature(List.of(secret));
    var time = new CarrierTime(ground.clock(), wall);
    var messages = desk.messages();
    new MessageHook(
            signature,
            new HookMeters(ground.meters()).counting(messages.intake()),
            messages.conversations(),
            rooms.phones(),
            time)
        .mount(guard);
    messages
        .carriers()
        .add(new GatewayCarrier(texts, commandUrl, signature, messages.conversations(), time));
  }

  /**
   * Opens the hooks for mails, begins to send mails, and makes the readers of the mailboxes.
   *
   * @param wall as in {@link #open}
   * @param mailboxes our mailboxes
   * @param secret the secret that signs mails of our own programs
   * @param zone the site's time zone
   */
  public Mail openMail(
      Guard guard,
      InstantSource wall,
      EmailSettings settings,
      List<Mailbox> mailboxes,
      String secret,
      PostmarkSettings postmark,
      MailgunSettings mailgun,
      SendGridSettings sendgrid,
      ZoneId zone) {
    var reference = new CaseReference(settings.casePrefix());
    var messages = desk.messages();
    var meters = new HookMeters(ground.meters());
    var smtp = new SmtpCarrier(
        ground.vertx(), mailboxes, reference, messages.conversations(), messages.mail(), zone);
    messages.carriers().add(smtp);
    messages
        .receipts()
        .writtenBy(MailIntake.CARRIER, new AutoResponder(mailboxes, reference, zone));
    var intake = new MailIntake(
        ground.vertx(),
        mailboxes,
        reference,
        messages.intake(),
        messages.mail(),
        messages.conversations(),
        new LargeMailAnswers(mailboxes, messages.say(), zone, ground.clock()),
        ground.clock());
    new MailHooks(
            ground.vertx(), intake, meters, new CarrierTime(ground.clock(), wall), Outage::meaning)
        .mount(guard, new WebhookSignature(List.of(secret)), postmark, mailgun, sendgrid);
    return new Mail(new MailboxReaders(ground.vertx(), mailboxes, intake, messages.mail()), smtp);
  }

  /** The parts of email that begin and end with this node: the readers and the sender. */
  public record Mail(MailboxReaders readers, SmtpCarrier smtp) {}

  /**
   * Opens the socket of visitors' widgets, and begins to show them the answers.
   *
   * @param secret signs the tokens of visitors; the same on every node
   */
  public Chats openChats(Gate gate, PublicUrl publicUrl, String secret, ChatSettings settings) {
    var messages = desk.messages();
    messages.carriers().add(Chats.carrier());
    var chats = new Chats(
        ground.vertx(),
        messages.visitors(),
        messages.siteKeys(),
        new HookMeters(ground.meters()).counting(messages.intake()),
        rooms.floor(),
        new SecureRandom(),
        secret,
        settings,
        ground.clock());
    chats.mount(gate.guard(), gate.problems(), publicUrl, settings);
    return chats;
  }

  private static TwilioAccount account(
      TwilioSettings twilio, PublicUrl publicUrl, Supplier<String> ownUrl) {
    return new TwilioAccount(
        twilio.accountSid(),
        twilio.authToken().reveal(),
        twilio.secondAuthToken().reveal(),
        twilio.apiUrl().toString(),
        () -> publicUrl.origin().isEmpty() ? ownUrl.get() : publicUrl.origin());
  }

  private void deliverTo(Carrier carrier) {
    ground
        .outbox()
        .deliverLiveTo(
            "carrier:" + carrier.name(),
            CarrierCommands.to(carrier, rooms.floor(), rooms.routing(), ground.clock()));
  }
}
