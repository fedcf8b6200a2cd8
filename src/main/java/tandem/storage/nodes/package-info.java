/**
 * The processes on one database, which are the nodes of one installation. {@code Nodes} is their
 * list; {@code FloorOwnership} decides which of them owns the floor. {@code NodeBridge} carries
 * messages between them, through {@code NodeDoor} and {@code NodeLink}, with certificates of
 * {@code NodeAuthority}. {@code Grid} is their common cache. A node that is alone opens no port for
 * others.
 */
@NullMarked
package tandem.storage.nodes;

import org.jspecify.annotations.NullMarked;
