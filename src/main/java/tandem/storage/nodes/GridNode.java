package tandem.storage.nodes;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.AddressPicker;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.cluster.Joiner;
import com.hazelcast.internal.cluster.impl.AbstractJoiner;
import com.hazelcast.nio.MemberSocketInterceptor;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Hazelcast's open edition leaves to its owner: a member that listens nowhere, and one whose
 * connections begin with a proof of the grid's secret. The editions that are paid for have a
 * setting for the second; the classes behind it are the same.
 */
final class GridNode extends DefaultNodeContext {

  private final Optional<MemberSocketInterceptor> proof;

  private GridNode(Optional<MemberSocketInterceptor> proof) {
    this.proof = proof;
  }

  /** A member without a network. */
  static GridNode alone() {
    return new GridNode(Optional.empty());
  }

  /** A member that speaks only to members with this proof. */
  static GridNode proven(MemberSocketInterceptor proof) {
    return new GridNode(Optional.of(proof));
  }

  @Override
  public AddressPicker createAddressPicker(Node node) {
    return proof.isPresent() ? super.createAddressPicker(node) : new Nowhere();
  }

  @Override
  public @Nullable Joiner createJoiner(Node node) {
    return proof.isPresent() ? super.createJoiner(node) : new NobodyToJoin(node);
  }

  @Override
  public NodeExtension createNodeExtension(Node node) {
    return new DefaultNodeExtension(node) {
      @Override
      public @Nullable MemberSocketInterceptor getSocketInterceptor(EndpointQualifier endpoint) {
        return proof.orElse(null);
      }
    };
  }

  /** Is at once the master of a grid of one. Hazelcast would warn of a member without a joiner. */
  private static final class NobodyToJoin extends AbstractJoiner {

    NobodyToJoin(Node node) {
      super(node);
    }

    @Override
    public void doJoin() {
      clusterJoinManager.setThisMemberAsMaster();
    }

    @Override
    public void searchForOtherClusters() {}

    @Override
    public String getType() {
      return "alone";
    }
  }

  /** An address for the member's own list. Nothing listens there. */
  private static final class Nowhere implements AddressPicker {

    private static final int DISCARD = 9; // the port's name in the registry; 0 is no address

    private final Address address = address();

    private static Address address() {
      try {
        return new Address("127.0.0.1", DISCARD);
      } catch (UnknownHostException e) {
        throw new IllegalStateException("an address of numbers needs no look-up", e);
      }
    }

    @Override
    public void pickAddress() {}

    @Override
    public Address getBindAddress(EndpointQualifier endpoint) {
      return address;
    }

    @Override
    public Address getPublicAddress(EndpointQualifier endpoint) {
      return address;
    }

    @Override
    public Map<EndpointQualifier, Address> getPublicAddressMap() {
      return Map.of(EndpointQualifier.MEMBER, address);
    }

    @Override
    public Map<EndpointQualifier, Address> getBindAddressMap() {
      return getPublicAddressMap();
    }

    @Override
    public @Nullable ServerSocketChannel getServerSocketChannel(EndpointQualifier endpoint) {
      return null;
    }

    @Override
    public Map<EndpointQualifier, ServerSocketChannel> getServerSocketChannels() {
      return Map.of();
    }
  }
}
