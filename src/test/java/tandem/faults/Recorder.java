package tandem.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import tandem.base.ContactId;
import tandem.base.OfferId;
import tandem.document.Json;
import tandem.faults.History.Awaiting;
import tandem.rehearsal.load.FloorLoad;

/** Writes the history of a load while it runs. Any thread may call. */
final class Recorder implements FloorLoad.Witness {

  private final List<History.Seen> seen = new ArrayList<>();
  private final List<Consumer<History.Offered>> watchers = new CopyOnWriteArrayList<>();

  private synchronized void note(History.Seen one) {
    seen.add(one);
  }

  synchronized History history() {
    return new History(seen);
  }

  /** How many offers were seen so far. */
  synchronized long offers() {
    return seen.stream().filter(History.Offered.class::isInstance).count();
  }

  /** How many commands have come so far. */
  synchronized long commands() {
    return seen.stream().filter(History.Commanded.class::isInstance).count();
  }

  /** Calls back at each offer, before its agent does anything. */
  void onOffer(Consumer<History.Offered> watcher) {
    watchers.add(watcher);
  }

  // ---- what the harness does

  void begins(String trouble) {
    note(new History.Trouble(System.nanoTime(), trouble, true));
  }

  void ends(String trouble) {
    note(new History.Trouble(System.nanoTime(), trouble, false));
  }

  void await(Awaiting.What what, Optional<ContactId> contact) {
    note(new Awaiting(System.nanoTime(), what, contact));
  }

  /** The network has lost the agent's screen, and neither side knows it. */
  void cutOff(String agent) {
    note(new History.Screen(System.nanoTime(), agent, false));
  }

  /** A command has come to somebody who stands in the carrier's place. */
  void intercepted(String request) {
    int body = request.indexOf("\r\n\r\n");
    request
        .substring(0, Math.max(0, body))
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("webhook-id:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .ifPresent(key -> commanded(key, request.substring(body + 4)));
  }

  // ---- what the carrier sees

  @Override
  public void tried(String id, String call, String type, long sentAtNanos, int status) {
    note(new History.Tried(System.nanoTime(), sentAtNanos, id, call, type, status));
  }

  @Override
  public void commanded(String id, String body) {
    JsonNode command;
    try {
      command = Json.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(body, e);
    }
    note(new History.Commanded(
        System.nanoTime(),
        id,
        command.path("type").asText(),
        command.path("call").asText(),
        command.path("agent").asText(),
        body));
  }

  @Override
  public void bridgedAgain(String call, String before, String agent) {
    note(new History.JoinedAgain(System.nanoTime(), call, before, agent));
  }

  // ---- what the agents see

  @Override
  public void connected(String agent, boolean isConnected) {
    note(new History.Screen(System.nanoTime(), agent, isConnected));
  }

  @Override
  public void offered(String agent, OfferId offer, Duration left, boolean withPop) {
    var one = new History.Offered(System.nanoTime(), agent, offer, left);
    note(one);
    watchers.forEach(watcher -> watcher.accept(one));
  }

  @Override
  public void withdrawn(String agent, OfferId offer) {
    note(new History.Withdrawn(System.nanoTime(), agent, offer));
  }

  @Override
  public void accepted(String agent, OfferId offer, long askedAtNanos, boolean taken) {
    note(new History.Accepted(System.nanoTime(), agent, offer, taken));
  }

  @Override
  public void changed(String agent, ContactId contact, String state) {
    note(new History.Held(System.nanoTime(), agent, contact, state));
  }

  @Override
  public void broken(String agent, String how) {
    note(new History.Broken(System.nanoTime(), agent, how));
  }
}
