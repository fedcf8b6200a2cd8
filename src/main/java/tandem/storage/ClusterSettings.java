package tandem.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.document.Kind;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/** The settings of the grid that the nodes of one installation form. */
public record ClusterSettings(String host, int port, List<String> members) {

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
            "The address at which other nodes reach this one; it must not be reachable from outside."),
        in.read("port", SettingKinds.port(), "5701", "Its port; 0 takes a free one."),
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
