/**
 * Storage shared by all rooms: the pool, migrations, embedded PostgreSQL, the Hazelcast grid,
 * ownership, hook inbox. The outbox is in {@code outbox}.
 */
@NullMarked
package tandem.storage;

import org.jspecify.annotations.NullMarked;
