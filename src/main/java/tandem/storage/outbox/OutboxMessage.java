package tandem.storage.outbox;

/**
 * Something others must be told, at least once.
 *
 * @param key the receiver tells a repeat by it; unique for ever
 * @param destination who delivers it: {@code carrier:native}, {@code desk}, ...
 * @param subject messages of one subject are delivered one after the other, in the order they were
 *     put
 * @param body JSON text
 */
public record OutboxMessage(
    String key, String destination, String subject, String kind, String body) {}
