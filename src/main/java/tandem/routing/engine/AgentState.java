package tandem.routing.engine;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.OfferId;

/**
 * The state of one agent on the floor.
 *
 * @param next the presence that the agent asked for, which begins when the last contact is finished
 * @param since when this presence began
 * @param idleSince when the agent became ready, or last took or finished a contact
 * @param lostUntil set while the agent has no screen: the time until which their contacts are kept
 *     for them
 * @param contacts the contacts that the agent has accepted and not finished
 * @param offers the pending offers to the agent
 */
public record AgentState(
    AgentId id,
    Presence presence,
    Optional<Presence> next,
    Instant since,
    Instant idleSince,
    Optional<Instant> lostUntil,
    Set<ContactId> contacts,
    Set<OfferId> offers) {

  public AgentState {
    contacts = ordered(contacts);
    offers = ordered(offers);
  }

  public boolean lost() {
    return lostUntil.isPresent();
  }

  /** Whether the agent is ready, has a screen and has asked for no other presence. */
  public boolean signedIn() {
    return presence instanceof Presence.Ready && next.isEmpty() && !lost();
  }

  /**
   * Since when an agent without contacts has been in the state that people see. An agent who is
   * ready has been free since their last contact.
   */
  public Instant seenSince() {
    return presence instanceof Presence.Ready ? idleSince : since;
  }

  static AgentState offline(AgentId id, Instant at) {
    return new AgentState(
        id, new Presence.Offline(), Optional.empty(), at, at, Optional.empty(), Set.of(), Set.of());
  }

  AgentState offered(OfferId offer) {
    return with(contacts, plus(offers, offer), idleSince);
  }

  AgentState rid(OfferId offer) {
    return with(contacts, minus(offers, offer), idleSince);
  }

  AgentState has(ContactId contact, Instant at) {
    return with(plus(contacts, contact), offers, at);
  }

  AgentState done(ContactId contact, Instant at) {
    return with(minus(contacts, contact), offers, at);
  }

  AgentState is(Presence presence, Instant at) {
    boolean same = presence.equals(this.presence);
    return new AgentState(
        id,
        presence,
        Optional.empty(),
        same ? since : at,
        !same && presence instanceof Presence.Ready ? at : idleSince,
        presence instanceof Presence.Offline ? Optional.empty() : lostUntil,
        contacts,
        offers);
  }

  AgentState willBe(Presence next) {
    return new AgentState(
        id, presence, Optional.of(next), since, idleSince, lostUntil, contacts, offers);
  }

  AgentState lost(Optional<Instant> until) {
    return new AgentState(id, presence, next, since, idleSince, until, contacts, offers);
  }

  /** What is kept for a lost agent is kept longer. */
  AgentState after(Lapse lapse) {
    return lost() ? lost(lostUntil.map(lapse::moved)) : this;
  }

  private AgentState with(Set<ContactId> contacts, Set<OfferId> offers, Instant idleSince) {
    return new AgentState(id, presence, next, since, idleSince, lostUntil, contacts, offers);
  }

  /**
   * Sets are kept in the order of ids, so that a decision that walks over them is always the same.
   */
  private static <T extends Comparable<T>> Set<T> ordered(Set<T> set) {
    return set.isEmpty() ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(set));
  }

  private static <T extends Comparable<T>> Set<T> plus(Set<T> set, T one) {
    var more = new TreeSet<>(set);
    more.add(one);
    return more;
  }

  private static <T extends Comparable<T>> Set<T> minus(Set<T> set, T one) {
    var less = new TreeSet<>(set);
    less.remove(one);
    return less;
  }
}
