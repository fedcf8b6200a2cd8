/**
 * Storage shared by all rooms: the pool, migrations, embedded PostgreSQL, the Hazelcast grid,
 * ownership, outbox, hook inbox.
 */
@NullMarked
package tandem.storage;

import org.jspecify.annotations.NullMarked;
