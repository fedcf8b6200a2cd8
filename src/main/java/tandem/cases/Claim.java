package tandem.cases;

import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.DepartmentId;
import tandem.base.OrderLineId;
import tandem.base.RemedyKindId;

/**
 * A notice that an agent has a form open and is about to give a remedy. It informs others and
 * blocks nobody.
 */
public record Claim(
    Optional<OrderLineId> orderLine,
    @com.fasterxml.jackson.annotation.JsonProperty("case") Optional<CaseId> caseId,
    int unit,
    String exclusionGroup,
    RemedyKindId kind,
    String kindName,
    AgentId agent,
    String agentName,
    DepartmentId department,
    String departmentName,
    Instant claimedAt,
    Instant expiresAt) {}
