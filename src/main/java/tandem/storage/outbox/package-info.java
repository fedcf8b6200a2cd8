/**
 * The outbox: messages to others that are written with the decision and delivered after its commit.
 * {@code Outbox} is its public class. {@code OutboxRows} and {@code Claims} are its rows in
 * PostgreSQL; {@code Lines}, {@code Tries}, {@code Renewals} and {@code Marks} bring what is in
 * memory to its receivers; {@code Looks} finds what is not.
 */
@NullMarked
package tandem.storage.outbox;

import org.jspecify.annotations.NullMarked;
