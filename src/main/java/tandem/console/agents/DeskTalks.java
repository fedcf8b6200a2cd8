package tandem.console.agents;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.base.AgentId;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.conversations.Message;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.conversations.ConversationNews;
import tandem.desk.conversations.Viewers;
import tandem.document.Json;
import tandem.routing.engine.FloorPlan;

/**
 * The written conversations on agents' screens: the news of a conversation goes to the agent who
 * has its contact, and to the screens that show it. All methods run on the context of
 * {@link Desks}.
 */
final class DeskTalks {

  /** What a screen shows. */
  private record Look(ConversationId conversation, boolean away, boolean typing) {

    Viewers.State state() {
      return away ? Viewers.State.AWAY : typing ? Viewers.State.WRITING : Viewers.State.VIEWING;
    }
  }

  private final Context context;
  private final DeskFloor floor;
  private final Screens screens;
  private final DeskReading reading;
  private final ConversationDesk conversations;
  private final Viewers viewers;
  private final Map<Screen, Look> looks = new HashMap<>();
  private final Map<ConversationId, Set<Screen>> looking = new HashMap<>();

  /** The last message that the screens of a conversation were told. */
  private final Map<ConversationId, Integer> told = new HashMap<>();

  /** The conversations whose missed messages are being read. */
  private final Set<ConversationId> catchingUp = new HashSet<>();

  DeskTalks(
      Context context,
      DeskFloor floor,
      Screens screens,
      DeskReading reading,
      ConversationDesk conversations,
      Viewers viewers) {
    this.context = context;
    this.floor = floor;
    this.screens = screens;
    this.reading = reading;
    this.conversations = conversations;
    this.viewers = viewers;
  }

  void take(ConversationNews news) {
    switch (news) {
      case ConversationNews.Added(var message) -> added(message);
      case ConversationNews.Delivered delivered ->
        tell(delivered.conversation(), new DeskMessage.MessageDelivered(delivered));
      case ConversationNews.Read read ->
        tell(read.conversation(), new DeskMessage.ConversationRead(read));
      case ConversationNews.Typing typing -> {
        var message = new DeskMessage.ConversationTyping(typing);
        audience(typing.conversation()).stream()
            .filter(
                screen -> !typing.agent().equals(Optional.of(screen.session().agent())))
            .forEach(screen -> screen.tell(Future.succeededFuture(message)));
      }
      case ConversationNews.Ended ended -> told.remove(ended.conversation());
    }
  }

  /** News may get lost: a message whose number leaves a gap shows that some did. */
  private void added(Message message) {
    var id = message.conversation();
    if (audience(id).isEmpty()) {
      told.remove(id);
      return;
    }
    int last = told.getOrDefault(id, message.number() - 1);
    if (message.number() == last + 1 && !catchingUp.contains(id)) {
      tell(message);
    } else if (message.number() > last && catchingUp.add(id)) {
      catchUp(id, last);
    }
  }

  private void catchUp(ConversationId id, int last) {
    reading
        .messages(id, last)
        .onComplete(read -> context.runOnContext(_ -> {
          catchingUp.remove(id);
          if (read.succeeded()) {
            read.result().stream()
                .filter(message -> message.number() > told.getOrDefault(id, last))
                .forEach(this::tell);
          }
        }));
  }

  private void tell(Message message) {
    told.put(message.conversation(), message.number());
    tell(message.conversation(), new DeskMessage.MessageAdded(Json.write(message)));
  }

  private void tell(ConversationId id, DeskMessage message) {
    audience(id).forEach(screen -> screen.tell(Future.succeededFuture(message)));
  }

  /** Returns the screens of the agent who has the contact, and those that show the conversation. */
  private Set<Screen> audience(ConversationId id) {
    var all = new LinkedHashSet<Screen>(looking.getOrDefault(id, Set.of()));
    floor.agentOf(id).map(screens::of).ifPresent(all::addAll);
    return all;
  }

  /**
   * The agent writes, or has stopped; only the agent who has the contact writes to the customer.
   */
  Future<Void> typing(Screen screen, ConversationId id, boolean isTyping) {
    var agent = screen.session().agent();
    return mine(agent, id).map(_ -> {
      conversations.typing(id, agent, isTyping);
      Optional.ofNullable(looks.get(screen))
          .filter(look -> look.conversation().equals(id))
          .ifPresent(look -> look(screen, new Look(id, look.away(), isTyping)));
      return null;
    });
  }

  /** The agent who has the contact has read up to a message. */
  Future<Void> read(AgentId agent, ConversationId id, int number) {
    return mine(agent, id).compose(_ -> conversations.read(id, number));
  }

  private Future<Void> mine(AgentId agent, ConversationId id) {
    return floor.agentOf(id).equals(Optional.of(agent))
        ? Future.succeededFuture()
        : Future.failedFuture(
            new Failure.Conflict("conversation " + id + " has no contact that you have"));
  }

  /** The screen shows a conversation from now on, or none. */
  Future<Void> view(Screen screen, Optional<ConversationId> conversation, boolean away) {
    conversation.ifPresentOrElse(
        id -> {
          look(screen, new Look(id, away, false));
          viewers
              .of(id)
              .onSuccess(all -> context.runOnContext(_ -> {
                if (looking.getOrDefault(id, Set.of()).contains(screen)) {
                  screen.tell(Future.succeededFuture(shown(id, all)));
                }
              }));
        },
        () -> looksAtNothing(screen));
    return Future.succeededFuture();
  }

  private void look(Screen screen, Look look) {
    var before = looks.put(screen, look);
    if (before != null && !before.conversation().equals(look.conversation())) {
      leave(before.conversation(), screen);
    }
    looking.computeIfAbsent(look.conversation(), _ -> new LinkedHashSet<>()).add(screen);
    viewers.look(screen, screen.session().agent(), look.conversation(), look.state());
  }

  /** The screen shows no conversation, or its socket is gone. */
  void looksAtNothing(Screen screen) {
    var before = looks.remove(screen);
    if (before != null) {
      leave(before.conversation(), screen);
      viewers.leave(screen);
    }
  }

  private void leave(ConversationId id, Screen screen) {
    looking.computeIfPresent(id, (_, all) -> {
      all.remove(screen);
      return all.isEmpty() ? null : all;
    });
  }

  void viewersChanged(ConversationId id) {
    if (audience(id).isEmpty()) {
      return;
    }
    viewers.of(id).onSuccess(all -> context.runOnContext(_ -> tell(id, shown(id, all))));
  }

  private DeskMessage shown(ConversationId id, Map<AgentId, Viewers.State> all) {
    return new DeskMessage.ViewersChanged(
        id,
        all.entrySet().stream()
            .map(one -> new DeskMessage.Viewer(
                one.getKey(),
                floor
                    .planned(one.getKey())
                    .map(FloorPlan.Agent::name)
                    .orElse(one.getKey().value()),
                one.getValue()))
            .toList());
  }
}
