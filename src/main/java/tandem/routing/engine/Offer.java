package tandem.routing.engine;

import java.time.Instant;
import tandem.base.AgentId;
import tandem.base.OfferId;
import tandem.routing.engine.Fact.Choice;

/** A contact that is offered to one agent. */
public record Offer(
    OfferId id, AgentId agent, Choice choice, Instant offeredAt, Instant expiresAt) {}
