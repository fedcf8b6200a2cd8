package tandem.server;

import tandem.auth.Audit;
import tandem.desk.floor.CatalogueRows;
import tandem.desk.floor.FloorImport;
import tandem.desk.floor.FloorReading;
import tandem.desk.floor.FloorWriter;
import tandem.desk.floor.KnownCatalogues;

/** The desk's work with the floor's document: reading and importing it, and its catalogues. */
public record FloorWork(KnownCatalogues catalogues, FloorReading reading, FloorImport imports) {

  /** @param audit the audit in which changes of the floor are recorded */
  static FloorWork of(Ground ground, Rooms rooms, Audit audit) {
    var vertx = ground.vertx();
    var database = ground.database();
    var rows = new CatalogueRows();
    var catalogues = new KnownCatalogues(vertx, database, rows);
    var reading = new FloorReading(vertx, rooms.floor(), database, rows);
    rooms
        .routing()
        .companions(
            FloorWriter.KIND,
            new FloorWriter(
                vertx,
                rows,
                (tx, by, notes) -> audit.record(
                    tx,
                    by,
                    "floor.changed",
                    notes.stream()
                        .map(note -> new Audit.Effect(note.part(), note.body()))
                        .toList()),
                catalogues::say,
                ground.clock()));
    return new FloorWork(
        catalogues, reading, new FloorImport(rooms.routing(), reading, catalogues, rooms.phones()));
  }
}
