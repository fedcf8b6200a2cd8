package tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.channels.email.MailGround.mail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.channels.email.MailServers;
import tandem.channels.email.Relay;
import tandem.commands.Doctor;
import tandem.storage.AskedDatabase;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

/** A mailbox that real server processes read, while they die, freeze and follow each other. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MailboxIT {

  private static final int MAILS = 300;

  @TempDir
  private Path folder;

  private final MailServers servers = new MailServers();
  private final Relay relay = new Relay(servers.imapPort());

  @AfterEach
  void close() {
    relay.close();
    servers.close();
  }

  @Test
  void a_server_that_is_killed_while_it_reads_gives_every_mail_once_and_marks_all_as_read()
      throws Exception {
    var address = TestDatabase.freshAddress();
    var environment = environment(address);
    arrive(1, MAILS);
    var node = Node.start(folder("one"), environment);
    try {
      for (int killedAt : new int[] {40, 160}) {
        eventually(() -> messages(address) >= killedAt);
        node.kill();
        assertThat(messages(address)).isLessThan(MAILS);
        node = node.again(environment);
      }

      eventually(() -> servers.seen() == MAILS);
      assertAllOnce(address, MAILS);
      assertThat(new Doctor(address).examine().rows()).isZero();
    } finally {
      node.close();
    }
  }

  @Test
  void when_the_owner_is_killed_another_node_is_the_only_reader_and_reads_what_came_meanwhile()
      throws Exception {
    var address = TestDatabase.freshAddress();
    var environment = environment(address);
    var owner = Node.start(folder("one"), environment);
    try (var standby = Node.start(folder("two"), environment)) {
      arrive(1, 20);
      eventually(() -> servers.seen() == 20);
      assertThat(relay.open()).isOne();

      owner.kill();
      arrive(21, 40);

      eventually(() -> servers.seen() == 40);
      assertThat(relay.open()).isOne();
      arrive(41, 60);
      eventually(() -> servers.seen() == 60);
      assertAllOnce(address, 60);
      assertThat(standby.process().isAlive()).isTrue();
      assertThat(new Doctor(address).examine().rows()).isZero();
    } finally {
      owner.close();
    }
  }

  @Test
  void a_frozen_owner_that_wakes_up_stops_to_read() throws Exception {
    var address = TestDatabase.freshAddress();
    var environment = environment(address);
    try (var owner = Node.start(folder("one"), environment);
        var standby = Node.start(folder("two"), environment)) {
      arrive(1, 20);
      eventually(() -> servers.seen() == 20);

      owner.signal("STOP");
      arrive(21, 40);
      eventually(() -> servers.seen() == 40);
      owner.signal("CONT");

      eventually(() -> relay.open() == 1);
      arrive(41, 60);
      eventually(() -> servers.seen() == 60);
      assertThat(relay.open()).isOne();
      assertAllOnce(address, 60);
      assertThat(standby.process().isAlive()).isTrue();
      assertThat(new Doctor(address).examine().rows()).isZero();
    }
  }

  private Map<String, String> environment(DatabaseAddress address) throws IOException {
    var mailboxes = Files.writeString(folder.resolve("mailboxes.yaml"), """
        mailboxes:
          - address: %1$s
            imap: {host: 127.0.0.1, port: %2$d, security: none, user: %1$s, password: %3$s}
        """.formatted(
            MailServers.OURS, relay.port(), MailServers.PASSWORD));
    return Map.of(
        "TANDEM_DATABASE_URL",
        new AskedDatabase(address).url(),
        "TANDEM_EMAIL_FILE",
        mailboxes.toString());
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  private void arrive(int from, int to) {
    for (int i = from; i <= to; i++) {
      servers.arrive(mail("m-" + i, "Number " + i, "text " + i));
    }
  }

  private static int messages(DatabaseAddress address) {
    return Integer.parseInt(new AskedDatabase(address)
        .ask("SELECT count(*)::text FROM message WHERE direction = 'in'"));
  }

  private static void assertAllOnce(DatabaseAddress address, int mails) {
    assertThat(messages(address)).isEqualTo(mails);
    assertThat(new AskedDatabase(address)
            .ask("SELECT count(DISTINCT reference)::text FROM message WHERE direction = 'in'"))
        .isEqualTo(Integer.toString(mails));
  }
}
