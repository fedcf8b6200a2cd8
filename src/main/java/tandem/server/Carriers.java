package tandem.server;

import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import tandem.auth.Guard;
import tandem.auth.WebhookSignature;
import tandem.channels.CarrierTime;
import tandem.channels.HookMeters;
import tandem.channels.chat.ChatSettings;
import tandem.channels.chat.Chats;
import tandem.channels.messages.GatewayCarrier;
import tandem.channels.messages.MessageHook;
import tandem.channels.voice.NativeCarrier;
import tandem.channels.voice.NativeVoice;
import tandem.channels.voice.TwilioAccount;
import tandem.channels.voice.TwilioCarrier;
import tandem.channels.voice.TwilioSettings;
import tandem.channels.voice.TwilioVoice;
import tandem.desk.voice.Carrier;
import tandem.desk.voice.CarrierCommands;
import tandem.web.PublicUrl;

/** The doors for carriers: the hooks that they call, and the delivery of commands to them. */
public record Carriers(Ground ground, Rooms rooms, DeskWork desk, WebClient client) {

  private static final int CONNECTIONS_MAX = 64;

  public static Carriers of(Ground ground, Rooms rooms, DeskWork desk) {
    var client = WebClient.create(
        ground.vertx(),
        new WebClientOptions().setFollowRedirects(false),
        new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
    return new Carriers(ground, rooms, desk, client);
  }

  /**
   * Opens the hooks and begins to deliver commands.
   *
   * @param wall the machine's clock; a carrier's clock may be closer to it than to ours
   * @param secret the secret that signs both directions of the native hook
   * @param commandUrl the URL for commands to the telephone system of the native hook
   * @param ownUrl the URL of this node, at which a carrier calls us if there is no public one
   */
  public void open(
      Guard guard,
      InstantSource wall,
      String secret,
      String commandUrl,
      TwilioSettings twilio,
      PublicUrl publicUrl,
      Supplier<String> ownUrl) {
    var hooks = new HookMeters(ground.meters());
    hooks.watch(guard);
    var events = hooks.counting(desk.contacts().intake());
    var signature = new WebhookSignature(List.of(secret));
    var time = new CarrierTime(ground.clock(), wall);
    new NativeVoice(signature, events, time).mount(guard);
    deliverTo(new NativeCarrier(client, commandUrl, signature, time));
    var account = account(twilio, publicUrl, ownUrl);
    if (account.isConfigured()) {
      new TwilioVoice(account, publicUrl, events, ground.clock()).mount(guard);
      deliverTo(new TwilioCarrier(client, account, ground.clock()));
    }
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
    var messages = desk.messages();
    new MessageHook(
            signature,
            new HookMeters(ground.meters()).counting(messages.intake()),
            messages.conversations(),
            rooms.phones(),
            new CarrierTime(ground.clock(), wall))
        .mount(guard);
    messages
        .carriers()
        .add(new GatewayCarrier(
            client, commandUrl, signature, messages.conversations(), ground.clock()));
  }

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
        .deliverTo(
            "carrier:" + carrier.name(),
            CarrierCommands.to(carrier, rooms.floor(), rooms.routing(), ground.clock()));
  }
}
