package tandem.storage.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.document.Kind;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/**
 * Where a node listens for the other nodes of its installation. It does so only while there are
 * others.
 *
 * @param port of the grid, the common cache
 * @param busPort of the bridge, which carries signals and news
 * @param members more members of the grid, {@code host:port}
 */
public record ClusterSettings(String host, int port, int busPort, List<String> members) {

  private static final int MEMBERS_MAX = 50;
  private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9_.-]{1,253}(:[0-9]{1,5})?");

  public ClusterSettings {
    members = List.copyOf(members);
  }

  public static ClusterSettings read(Settings in) {
    return new ClusterSettings(
        in.read(
            "host",
            SettingKinds.host(),
            "127.0.0.1",
            "The address at which other nodes reach this one; nothing listens while there are no others."),
        in.read(
            "port",
            SettingKinds.port(),
            "5701",
            "The port of the common cache; the next free one if it is taken, 0 takes any."),
        in.read(
            "bus_port",
            SettingKinds.port(),
            "5711",
            "The port of signals and news between nodes; the next free one if it is taken, 0 takes any."),
        in.read(
            "members",
            addresses(),
            "",
            "More nodes to join, host:port separated by commas; nodes on one database find each other."));
  }

  private static Kind<List<String>> addresses() {
    return Kind.of(
        "at most " + MEMBERS_MAX + " times host:port, separated by commas, or empty",
        List.of(),
        text -> {
          var members = new ArrayList<String>();
          for (var member : text.isBlank() ? new String[0] : text.split(",", -1)) {
            if (!MEMBER.matcher(member.strip()).matches()) {
              return Optional.empty();
            }
            members.add(member.strip());
          }
          return members.size() > MEMBERS_MAX ? Optional.empty() : Optional.of(members);
        });
  }
}
