package tandem.console.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.cases.Claim;
import tandem.conversations.Glance;
import tandem.desk.casework.DraftNews;
import tandem.desk.casework.Drafts;
import tandem.desk.conversations.ConversationNews;
import tandem.desk.conversations.Viewers;
import tandem.desk.floor.FloorSetup;
import tandem.desk.supervision.SupervisionNews;
import tandem.document.Json;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Presence;

/**
 * A message to an agent's screen. It is written as JSON when it is sent, and again at each resume,
 * because times are sent as milliseconds passed or left, never as clock times.
 */
sealed interface DeskMessage {

  ObjectNode json(Instant now);

  /**
   * The whole content of the screen; later messages change it.
   *
   * @param practice whether calls are only practised: no telephone is connected
   * @param drafts the agent's unsent texts; empty when they could not be read
   */
  record Snapshot(
      String session,
      FloorPlan.Agent agent,
      Standing standing,
      List<Offer> offers,
      List<Contact> contacts,
      FloorSetup setup,
      boolean practice,
      Optional<List<Drafts.Kept>> drafts)
      implements DeskMessage {

    @Override
    public ObjectNode json(Instant now) {
      var json = typed("snapshot");
      json.put("session", session);
      json.put("now", now.toString());
      json.put("practice_line", practice);
      json.set("agent", FloorWords.agent(agent, setup.plan()));
      json.set("presence", standing.json(now));
      var offersJson = json.putArray("offers");
      offers.forEach(offer -> offersJson.add(offer.json(now)));
      var contactsJson = json.putArray("contacts");
      contacts.forEach(contact -> contactsJson.add(contact.json(now)));
      json.set("floor", FloorWords.of(setup));
      drafts.ifPresent(kept -> {
        var draftsJson = json.putArray("drafts");
        kept.forEach(one -> put(draftsJson.addObject(), one.draft()).put("version", one.version()));
      });
      return json;
    }
  }

  private static ObjectNode put(ObjectNode json, Drafts.Draft draft) {
    json.put("contact", draft.contact().toString()).put("kind", draft.kind().word());
    json.putRawValue("body", new RawValue(draft.body()));
    return json;
  }

  /** The agent has saved a draft on one of their screens; with version 0 it was deleted. */
  record DraftChanged(DraftNews saved) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      return put(typed("draft.changed"), saved.draft())
          .put("version", saved.version())
          .put("order", saved.order());
    }
  }

  record OfferCreated(Offer offer) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("offer.created");
      json.set("offer", offer.json(now));
      return json;
    }
  }

  record OfferClosed(OfferId offer, String why) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      return typed("offer.closed").put("offer", offer.toString()).put("why", why);
    }
  }

  record ContactChanged(Contact contact) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("contact.changed");
      json.set("contact", contact.json(now));
      return json;
    }
  }

  /**
   * The carrier could not join the customer with the agent: the contact waits again.
   *
   * @param why the carrier's reason
   */
  record BridgeFailed(ContactId contact, String why) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      return typed("bridge.failed").put("contact", contact.toString()).put("why", why);
    }
  }

  record PresenceChanged(Standing standing) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("presence.changed");
      json.set("presence", standing.json(now));
      return json;
    }
  }

  /** The pop of an offer or contact, when it comes late or the customer was identified. */
  record Pop(ContactId contact, Buffer pop) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("pop").put("contact", contact.toString());
      setPop(json, pop);
      return json;
    }
  }

  /** The written conversation of an offer or contact, when it comes late. */
  record ConversationShown(ContactId contact, Talk talk) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("conversation").put("contact", contact.toString());
      json.set("conversation", talk.json(now));
      return json;
    }
  }

  /**
   * A new message of a conversation.
   *
   * @param message its JSON, as text: see {@link EntryAdded}
   */
  record MessageAdded(String message) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("message.added");
      json.putRawValue("message", new RawValue(message));
      return json;
    }
  }

  /** A message of ours has come further. */
  record MessageDelivered(ConversationNews.Delivered news) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("message.delivered")
          .put("conversation", news.conversation().toString())
          .put("number", news.number())
          .put("delivery", news.delivery().word());
      news.why().ifPresent(why -> json.put("why", why));
      return json;
    }
  }

  record ConversationRead(ConversationNews.Read news) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      return typed("conversation.read")
          .put("conversation", news.conversation().toString())
          .put("by_customer", news.byCustomer())
          .put("number", news.number());
    }
  }

  /** Somebody else writes, or has stopped: an agent, or the customer. */
  record ConversationTyping(ConversationNews.Typing news) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("conversation.typing")
          .put("conversation", news.conversation().toString())
          .put("is_typing", news.isTyping());
      news.agent().ifPresent(agent -> json.put("agent", agent.value()));
      return json;
    }
  }

  /** An agent who has a conversation open on a screen. */
  record Viewer(AgentId agent, String name, Viewers.State state) {}

  /** All agents who have a conversation open. */
  record ViewersChanged(ConversationId conversation, List<Viewer> viewers) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("viewers.changed").put("conversation", conversation.toString());
      var all = json.putArray("viewers");
      viewers.forEach(viewer -> all.addObject()
          .put("agent", viewer.agent().value())
          .put("name", viewer.name())
          .put("state", viewer.state().word()));
      return json;
    }
  }

  /**
   * The written conversation of an offer or contact.
   *
   * @param glance empty when it could not be read in time
   */
  record Talk(ConversationId id, Optional<Glance> glance) {

    ObjectNode json(Instant now) {
      var json = Json.MAPPER.createObjectNode().put("id", id.toString());
      glance.ifPresent(seen -> {
        json.put("channel", seen.channel().word())
            .put("entrance", seen.entrance())
            .put("name", seen.name())
            .put("subject", seen.subject())
            .put("messages", seen.messages())
            .put("unread", seen.unread());
        seen.last()
            .ifPresent(last -> json.putObject("last")
                .put("writer", last.writer().word())
                .put("line", last.line())
                .put("at", last.at().toString()));
        seen.waitsSince().ifPresent(since -> json.put("waits_ms", between(since, now)));
      });
      return json;
    }
  }

  /**
   * A new entry of a customer's timeline.
   *
   * @param entry its JSON, as text: the message is kept for a while, and a tree is many objects
   */
  record EntryAdded(CustomerId customer, String entry) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("entry.added").put("customer", customer.toString());
      json.putRawValue("entry", new RawValue(entry));
      return json;
    }
  }

  /** The floor document was changed; the screen gets the new choices. */
  record FloorChanged(FloorPlan.Agent agent, FloorSetup setup) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("floor.changed");
      json.set("agent", FloorWords.agent(agent, setup.plan()));
      json.set("floor", FloorWords.of(setup));
      return json;
    }
  }

  /** All claims on this customer, the oldest first. */
  record ClaimsChanged(CustomerId customer, List<Claim> claims) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("claims.changed").put("customer", customer.toString());
      var all = json.putArray("claims");
      claims.forEach(claim -> {
        var one = all.addObject()
            .put("unit", claim.unit())
            .put("exclusion_group", claim.exclusionGroup())
            .put("kind", claim.kind().value())
            .put("kind_name", claim.kindName())
            .put("agent", claim.agent().value())
            .put("agent_name", claim.agentName())
            .put("department_name", claim.departmentName())
            .put("since_ms", between(claim.claimedAt(), now))
            .put("expires_in_ms", between(now, claim.expiresAt()));
        claim.orderLine().ifPresent(line -> one.put("order_line", line.toString()));
        claim.caseId().ifPresent(file -> one.put("case", file.toString()));
      });
      return json;
    }
  }

  /** A supervisor did something that the agent sees. */
  record Supervised(SupervisionNews news) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("supervised")
          .put("act", news.act().name().toLowerCase(Locale.ROOT))
          .put("by", news.by())
          .put("why", news.why());
      news.contact().ifPresent(contact -> json.put("contact", contact.toString()));
      return json;
    }
  }

  record RemedyChanged(CustomerId customer, JsonNode remedy) implements DeskMessage {
    @Override
    public ObjectNode json(Instant now) {
      var json = typed("remedy.changed").put("customer", customer.toString());
      json.set("remedy", remedy);
      return json;
    }
  }

  /** The presence that the agent requested, and since when. */
  record Standing(Presence presence, Optional<Presence> next, Instant since) {

    ObjectNode json(Instant now) {
      var json = state(presence);
      next.ifPresent(asked -> json.set("next", state(asked)));
      return json.put("since_ms", between(since, now));
    }

    private static ObjectNode state(Presence presence) {
      var json = Json.MAPPER.createObjectNode();
      return switch (presence) {
        case Presence.Offline _ -> json.put("state", "offline");
        case Presence.Ready _ -> json.put("state", "ready");
        case Presence.NotReady(var reason) ->
          json.put("state", "not_ready").put("reason", reason.value());
      };
    }
  }

  /** A contact that is offered to the agent. */
  record Offer(
      OfferId id,
      QueueId queue,
      String queueName,
      Channel channel,
      CustomerId customer,
      Instant arrived,
      Instant offeredAt,
      Instant expiresAt,
      Fact.Choice choice,
      Optional<Talk> talk,
      Optional<Buffer> pop) {

    Offer with(Buffer loaded) {
      return new Offer(
          id,
          queue,
          queueName,
          channel,
          customer,
          arrived,
          offeredAt,
          expiresAt,
          choice,
          talk,
          Optional.of(loaded));
    }

    Offer with(Glance seen) {
      return new Offer(
          id,
          queue,
          queueName,
          channel,
          customer,
          arrived,
          offeredAt,
          expiresAt,
          choice,
          talk.map(known -> new Talk(known.id(), Optional.of(seen))),
          pop);
    }

    ObjectNode json(Instant now) {
      var json = Json.MAPPER
          .createObjectNode()
          .put("id", id.toString())
          .put("contact", id.contact().toString())
          .put("queue", queue.value())
          .put("queue_name", queueName)
          .put("channel", channel.word())
          .put("expires_in_ms", between(now, expiresAt))
          .put("waited_ms", between(arrived, now));
      var why = json.putObject("choice")
          .put("strategy", Json.MAPPER.valueToTree(choice.strategy()).asText())
          .put("idle_ms", between(choice.idleSince(), offeredAt))
          .put("proficiency", choice.proficiency())
          .put("able", choice.able())
          .put("last_agent", choice.preferredUntil().isPresent());
      choice.runnerUp().map(AgentId::value).ifPresent(agent -> why.put("runner_up", agent));
      talk.ifPresent(known -> json.set("conversation", known.json(now)));
      pop.ifPresent(loaded -> setPop(json, loaded));
      return json;
    }
  }

  /**
   * A contact the agent has accepted.
   *
   * @param state the engine's state, or {@code closed} when the contact is no longer this agent's
   * @param answered when the wait ended
   * @param since when the state began, as people see it:
   *     {@link tandem.routing.engine.Contact#seenSince}
   */
  record Contact(
      ContactId id,
      QueueId queue,
      String queueName,
      Channel channel,
      String state,
      boolean reached,
      CustomerId customer,
      Optional<CaseId> caseId,
      Instant arrived,
      Optional<Instant> answered,
      Instant since,
      Optional<Talk> talk,
      Optional<Buffer> pop) {

    Contact with(Buffer loaded) {
      return new Contact(
          id,
          queue,
          queueName,
          channel,
          state,
          reached,
          customer,
          caseId,
          arrived,
          answered,
          since,
          talk,
          Optional.of(loaded));
    }

    Contact with(Glance seen) {
      return new Contact(
          id,
          queue,
          queueName,
          channel,
          state,
          reached,
          customer,
          caseId,
          arrived,
          answered,
          since,
          talk.map(known -> new Talk(known.id(), Optional.of(seen))),
          pop);
    }

    ObjectNode json(Instant now) {
      var json = Json.MAPPER
          .createObjectNode()
          .put("id", id.toString())
          .put("queue", queue.value())
          .put("queue_name", queueName)
          .put("channel", channel.word())
          .put("state", state)
          .put("reached", reached)
          .put("customer", customer.toString());
      caseId.ifPresent(known -> json.put("case", known.toString()));
      json.put("waited_ms", between(arrived, answered.orElse(now)))
          .put("since_ms", between(since, now));
      talk.ifPresent(known -> json.set("conversation", known.json(now)));
      pop.ifPresent(loaded -> setPop(json, loaded));
      return json;
    }
  }

  /** Never negative, although the clocks that decided and that sends may differ slightly. */
  private static long between(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis());
  }

  /** Adds the pop, which is JSON already and is sent unchanged. */
  private static void setPop(ObjectNode json, Buffer pop) {
    json.putRawValue("pop", new RawValue(pop.toString(StandardCharsets.UTF_8)));
  }

  private static ObjectNode typed(String type) {
    return Json.MAPPER.createObjectNode().put("type", type);
  }
}
