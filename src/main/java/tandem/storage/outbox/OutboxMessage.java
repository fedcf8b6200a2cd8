package tandem.storage.outbox;

/**
 * A message to another system, or to this server itself. It is delivered at least once.
 *
 * @param key unique for ever; a receiver recognizes a repeat by it
 * @param destination the name of the receiver: {@code carrier:native}, {@code desk}, ...
 * @param subject messages of one subject are delivered one after the other, in the order they were
 *     put
 * @param body JSON text
 */
public record OutboxMessage(
    String key, String destination, String subject, String kind, String body) {}
