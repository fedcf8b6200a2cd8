package tandem.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.auth.AdminToken;
import tandem.auth.SampleAccounts;
import tandem.base.AgentId;
import tandem.config.Config;
import tandem.desk.floor.FloorDocument;
import tandem.document.DocumentReader;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.storage.DatabaseAddress;
import tandem.storage.StartLock;

/**
 * The first start on a database, which makes the admin's token and the sample floor with its
 * log-ins; later nodes find them.
 */
record FirstStart(
    Config config, Rooms rooms, DeskWork desk, Gate gate, AdminToken token, SecureRandom random) {

  private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);

  /** Whether the sample floor has to be made before anybody can work. */
  boolean isDue() {
    return config.floor().sample()
        && (Waiting.on(rooms.floor().read(Floor::plan)).isEmpty()
            || !Waiting.on(gate.accounts().anybodyCanLogIn()));
  }

  /**
   * Makes the missing floor, accounts and token; only one node does this at a time. Blocks. Returns
   * the log-ins of the sample floor that were made here.
   */
  List<SampleAccounts.LogIn> ensure(DatabaseAddress database) {
    try (var _ = StartLock.take(database, "first")) {
      token.ensure();
      return config.floor().sample()
          ? new SampleAccounts(gate.accounts(), random, config.dataDir()).make(sampleFloor())
          : List.of();
    }
  }

  /**
   * Imports the floor file if there is no floor yet; returns the file's agents, who get log-ins.
   */
  private List<AgentId> sampleFloor() {
    var current = Waiting.on(rooms.floor().read(Floor::plan));
    var name = config.floor().file().toString();
    try {
      var text = DocumentReader.utf8(name, Files.readAllBytes(config.floor().file()));
      if (current.isEmpty()) {
        var imported = Waiting.on(desk.floor().imports().take(name, text, "(first start)"));
        imported.warnings().forEach(LOG::warn);
        LOG.info("sample floor imported changes={}", imported.changes());
      }
      return FloorDocument.read(name, text, current, rooms.phones()).plan().agents().stream()
          .map(FloorPlan.Agent::id)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the floor file cannot be read", e);
    }
  }
}
