package tandem.routing;

import tandem.storage.nodes.NodeBridge;

/** Lets a test's nodes meet each other, as a server does. */
public final class Bridged {

  private Bridged() {}

  /** From the node's next sign of life on, its bridge meets the others. */
  public static RoutingNode by(NodeBridge bridge, RoutingNode node) {
    bridge.onStranger(node::lookForNeighbours);
    node.onNeighbours(others -> {
      var _ = bridge.meet(others);
    });
    return node;
  }
}
