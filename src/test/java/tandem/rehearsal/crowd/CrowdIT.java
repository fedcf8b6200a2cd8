package tandem.rehearsal.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.until;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.Node;
import tandem.base.Ids;
import tandem.commands.Doctor;
import tandem.rehearsal.FreePort;
import tandem.storage.AskedDatabase;

/** A crowd at a real server, with a real mail server between. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class CrowdIT {

  private static final String PASSWORD = "secret-word";

  @TempDir
  private Path folder;

  private final int imap = new FreePort().number();
  private final int smtp = new FreePort().number();
  private final URI messages =
      URI.create("http://127.0.0.1:" + new FreePort().number() + "/messages");
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final GreenMail mail = new GreenMail(new ServerSetup[] {
    new ServerSetup(imap, "127.0.0.1", ServerSetup.PROTOCOL_IMAP),
    new ServerSetup(smtp, "127.0.0.1", ServerSetup.PROTOCOL_SMTP)
  });

  @BeforeEach
  void open() {
    mail.start();
    CrowdFloor.MAILBOXES.forEach(address -> mail.setUser(address, address, PASSWORD));
  }

  @AfterEach
  void close() {
    mail.stop();
  }

  private String mailboxes() throws IOException {
    var text = CrowdFloor.MAILBOXES.stream()
        .map(address -> """
              - address: %1$s
                imap: {host: 127.0.0.1, port: %2$d, security: none, user: %1$s, password: %4$s}
                smtp: {host: 127.0.0.1, port: %3$d, security: none, user: %1$s, password: %4$s}
            """.formatted(address, imap, smtp, PASSWORD))
        .collect(Collectors.joining("", "mailboxes:\n", ""));
    return Files.writeString(folder.resolve("mailboxes.yaml"), text).toString();
  }

  private Crowd crowd(Vertx vertx, Node node) {
    var clock = InstantSource.system();
    return new Crowd(
        vertx,
        clock,
        new Ids(clock, new SecureRandom()),
        new SplittableRandom(7),
        new CrowdAddress(
            node.http(),
            node.secret("admin-token"),
            node.secret("voice"),
            node.secret("messages"),
            messages,
            "127.0.0.1",
            smtp),
        said::add);
  }

  @Test
  void contacts_of_all_channels_are_finished_and_everybody_leaves_when_they_should(Vertx vertx)
      throws IOException {
    var data = Files.createDirectory(folder.resolve("data"));
    try (var node = Node.start(
        data,
        Map.of(
            "TANDEM_VOICE_NATIVE_COMMAND_URL",
            "builtin",
            "TANDEM_MESSAGES_COMMAND_URL",
            messages.toString(),
            "TANDEM_EMAIL_FILE",
            mailboxes()))) {
      var crowd = crowd(vertx, node);
      crowd.open().await();
      assertThat(crowd.figures().agents()).isEqualTo(Crowd.AGENTS_AT_FIRST);

      crowd.speed(Crowd.SPEED_MAX);
      until(crowd::figures, now -> now.finished().values().stream().allMatch(count -> count >= 3));
      until(crowd::figures, now -> now.remedies() > 0 && now.prevented() > 0);

      crowd.size(2);
      until(crowd::figures, now -> now.agents() == 2);
      crowd.size(6);
      until(crowd::figures, now -> now.agents() == 6);
      crowd.size(0);
      until(crowd::figures, now -> now.agents() == 0);
      var asked = new AskedDatabase(node.database());
      assertThat(asked.ask("SELECT count(*)::text FROM contact WHERE queue LIKE 'front%'"))
          .isEqualTo("0");
      assertThat(crowd.figures().failures()).as("%s", said).isZero();

      crowd.close().await();
      assertThat(new Doctor(node.database()).examine().rows()).isZero();
    }
  }
}
