package tandem.console.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import tandem.desk.floor.FloorSetup;
import tandem.document.Json;
import tandem.routing.engine.FloorPlan;

/**
 * The choices of an agent from the floor document, as JSON, limited to the fields that the page
 * uses.
 */
final class FloorWords {

  private FloorWords() {}

  /** Writes the agent's entry of the floor document. */
  static ObjectNode agent(FloorPlan.Agent agent, FloorPlan plan) {
    var words = Json.MAPPER
        .createObjectNode()
        .put("id", agent.id().value())
        .put("name", agent.name())
        .put("department", agent.department().value())
        .put(
            "department_name",
            plan.departments().stream()
                .filter(d -> d.id().equals(agent.department()))
                .map(FloorPlan.Department::name)
                .findFirst()
                .orElse(agent.department().value()));
    agent.address().ifPresent(address -> words.put("address", address));
    return words;
  }

  static ObjectNode of(FloorSetup setup) {
    var plan = setup.plan();
    var floor = Json.MAPPER.createObjectNode();
    var reasons = floor.putArray("reasons");
    plan.reasons()
        .forEach(r -> reasons.addObject().put("id", r.id().value()).put("name", r.name()));
    var outcomes = floor.putArray("outcomes");
    setup
        .catalogues()
        .outcomes()
        .forEach(o -> outcomes
            .addObject()
            .put("id", o.id().value())
            .put("name", o.name())
            .put("resolves", o.resolves()));
    var remedies = floor.putArray("remedies");
    setup
        .catalogues()
        .remedies()
        .forEach(r -> remedies
            .addObject()
            .put("id", r.id().value())
            .put("name", r.name())
            .put("exclusion_group", r.exclusionGroup())
            .put("without_item", r.withoutItem())
            .put("revoke_within", r.revokeWithin().toSeconds())
            .put("customer_days", r.customerDays())
            .<ObjectNode>set("order_states", Json.MAPPER.valueToTree(r.orderStates()))
            .<ObjectNode>set("customer_most", Json.MAPPER.valueToTree(r.customerMost()))
            .set("most", Json.MAPPER.valueToTree(r.most())));
    var segments = floor.putArray("segments");
    setup
        .catalogues()
        .segments()
        .forEach(s -> segments.addObject().put("id", s.id().value()).put("name", s.name()));
    var departments = floor.putArray("departments");
    plan.departments()
        .forEach(d -> departments.addObject().put("id", d.id().value()).put("name", d.name()));
    var queues = floor.putArray("queues");
    plan.queues()
        .forEach(q -> queues
            .addObject()
            .put("id", q.id().value())
            .put("name", q.name())
            .put("department", q.department().value())
            .put("channel", q.channel().word())
            .<ObjectNode>set("wrap_up", Json.MAPPER.valueToTree(q.wrapUp()))
            .set("answer_within", Json.MAPPER.valueToTree(q.answerWithin())));
    var channels = floor.putArray("channels");
    plan.allChannels()
        .forEach(terms -> channels
            .addObject()
            .put("channel", terms.channel().word())
            .set("link", Json.MAPPER.valueToTree(terms.link())));
    return floor;
  }
}
