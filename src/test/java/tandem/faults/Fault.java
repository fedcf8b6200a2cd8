package tandem.faults;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import tandem.Polls;
import tandem.SteppedServer;
import tandem.base.OfferId;
import tandem.faults.Fleet.Plan;
import tandem.faults.Fleet.Special;
import tandem.faults.History.Awaiting.What;
import tandem.faults.RudePeer.Manner;

/** The faults that are tried under load, one after the other. */
enum Fault {

  /** The owner is killed at a random moment, and started again; another node takes over. */
  CRASH(2, Special.NOTHING, 5) {
    @Override
    void strikes(Scene scene, int round) throws Exception {
      crash(scene, scene.fleet().owner());
    }
  },

  /** The same without another node. */
  CRASH_ALONE(1, Special.NOTHING, 5) {
    @Override
    void strikes(Scene scene, int round) throws Exception {
      crash(scene, 0);
    }
  },

  /** PostgreSQL is stopped at once, for 10 s, for a minute, and for a time between. */
  STOP(2, Special.NOTHING, 2) {
    @Override
    void strikes(Scene scene, int round) {
      scene.recorder().begins(name());
      scene.fleet().stopDatabase();
      if (round < 2) {
        scene.lasts(Duration.ofSeconds(round == 0 ? 10 : 60));
      } else {
        scene.lasts(Duration.ofSeconds(10), Duration.ofSeconds(60));
      }
      scene.fleet().startDatabase();
      scene.awaitsOffer();
      scene.offersGoOn();
      scene.recorder().ends(name());
    }
  },

  /** The way to the database takes a quarter of a second in each direction. */
  SLOW(2, Special.NOTHING, 1) {
    @Override
    void strikes(Scene scene, int round) {
      scene.recorder().begins(name());
      scene.fleet().databaseCables().forEach(cable -> cable.delay(Duration.ofMillis(250)));
      scene.awaitsOffer();
      scene.lasts(Duration.ofSeconds(20));
      scene.awaitsOffer();
      scene.fleet().databaseCables().forEach(cable -> cable.delay(Duration.ZERO));
      scene.offersGoOn();
      scene.recorder().ends(name());
    }
  },

  /** The connections of one node to the database are half open: first of the owner, then not. */
  SILENT(2, Special.NOTHING, 2) {
    @Override
    void strikes(Scene scene, int round) {
      int owner = scene.fleet().owner();
      silent(scene, round % 2 == 0 ? owner : 1 - owner, Duration.ofSeconds(20));
    }
  },

  /** The nodes lose each other, then also one of them the database. */
  SPLIT(2, Special.SPLITS, 1) {
    @Override
    void strikes(Scene scene, int round) {
      scene.recorder().begins(name());
      scene.fleet().split(true);
      scene.awaitsOffer();
      scene.lasts(Duration.ofSeconds(30));
      scene.fleet().split(false);
      scene.awaitsOffer();
      scene.offersGoOn();
      scene.lasts(Duration.ofSeconds(5));
      scene.fleet().split(true);
      var cable = scene.fleet().databaseCable(scene.random().nextInt(2));
      cable.silence();
      scene.awaitsOffer();
      scene.lasts(Duration.ofSeconds(20));
      cable.mend();
      scene.fleet().split(false);
      scene.awaitsOffer();
      scene.offersGoOn();
      scene.recorder().ends(name());
    }
  },

  /** The owner is frozen for 15 to 30 s. */
  ZOMBIE(2, Special.NOTHING, 2) {
    @Override
    void strikes(Scene scene, int round) throws Exception {
      int owner = scene.fleet().owner();
      scene.recorder().begins(name());
      scene.fleet().freeze(owner);
      scene.awaitsOffer();
      scene.lasts(Duration.ofSeconds(15), Duration.ofSeconds(30));
      scene.fleet().thaw(owner);
      scene.awaitsOffer();
      scene.offersGoOn();
      scene.recorder().ends(name());
    }
  },

  /** An agent's connection is lost without a word, between an offer and its accept. */
  GHOST(2, Special.NOTHING, 2) {
    @Override
    void strikes(Scene scene, int round) {
      var lost = new AtomicReference<OfferId>();
      scene.recorder().onOffer(offered -> {
        if (offered.agent().equals(scene.cabled()) && lost.compareAndSet(null, offered.offer())) {
          scene.fleet().agentCables().forEach(Cable::silence);
          scene.recorder().cutOff(scene.cabled());
          scene.recorder().await(What.OFFER, Optional.of(offered.offer().contact()));
        }
      });
      Polls.eventually(() -> lost.get() != null);
      scene.lasts(Duration.ofSeconds(30));
      scene.fleet().agentCables().forEach(Cable::cut);
      scene.fleet().agentCables().forEach(Cable::mend);
    }
  },

  /** The wall clock of a node is set five minutes ahead, then five minutes back. */
  CLOCK(2, Special.STEPS, 1) {
    @Override
    void strikes(Scene scene, int round) {
      for (var off :
          new Duration[] {Duration.ofMinutes(5), Duration.ofMinutes(-5), Duration.ZERO}) {
        SteppedServer.Faked.set(scene.fleet().clock(), off);
        scene.awaitsOffer();
        scene.lasts(Duration.ofSeconds(15));
      }
    }
  },

  /** The carrier takes no command: it is dead, slow, endless, contradictory, and there again. */
  CARRIER(2, Special.NOTHING, 1) {
    @Override
    void strikes(Scene scene, int round) {
      scene.recorder().begins(name());
      var cable = scene.fleet().carrierCable();
      cable.cut();
      scene.lasts(Duration.ofSeconds(20));
      cable.delay(Duration.ofSeconds(3)).mend();
      scene.lasts(Duration.ofSeconds(10));
      for (var manner : new Manner[] {Manner.ENDLESS_BODY, Manner.ANSWERS_TWICE}) {
        try (var rude = new RudePeer(request -> {
          scene.recorder().intercepted(request);
          return manner;
        })) {
          cable.leadTo(rude.port());
          cable.cut();
          cable.delay(Duration.ZERO).mend();
          scene.lasts(Duration.ofSeconds(10));
          cable.cut();
        }
      }
      scene.fleet().mendCarrier();
      scene.awaitsCommand();
      scene.commandsGoOn();
      scene.offersGoOn();
      scene.recorder().ends(name());
    }
  },

  /** The carrier sends each event up to 50 times at once, to both nodes, also over a crash. */
  REPEATS(2, Special.NOTHING, 1) {
    @Override
    void strikes(Scene scene, int round) throws Exception {
      scene.copies().set(COPIES_MAX);
      scene.lasts(Duration.ofSeconds(10));
      crash(scene, scene.fleet().owner());
      scene.lasts(Duration.ofSeconds(5));
      scene.copies().set(1);
    }
  },

  /** The disk of the database is full for 10 s. */
  DISK(2, Special.SMALL_DISK, 1) {
    @Override
    void strikes(Scene scene, int round) {
      scene.recorder().begins(name());
      scene.fleet().disk().fill();
      scene.lasts(Duration.ofSeconds(10));
      scene.fleet().disk().empty();
      if (!scene.fleet().databaseAnswers()) {
        scene.fleet().startDatabase();
      }
      scene.awaitsOffer();
      scene.offersGoOn();
      scene.recorder().ends(name());
    }
  };

  private static final int COPIES_MAX = 50;

  private final int nodes;
  private final Special special;
  private final int rounds;

  Fault(int nodes, Special special, int rounds) {
    this.nodes = nodes;
    this.special = special;
    this.rounds = rounds;
  }

  /** The installation that it strikes. */
  Plan plan() {
    return new Plan(nodes, special);
  }

  /** How often it strikes in a run, if nobody asks for more. */
  int rounds() {
    return rounds;
  }

  /** Does harm, and makes all well again. */
  abstract void strikes(Scene scene, int round) throws Exception;

  private static void crash(Scene scene, int node) throws Exception {
    var what = "crash of node " + node;
    scene.recorder().begins(what);
    scene.fleet().kill(node);
    scene.awaitsOffer();
    scene.fleet().startAgain(node);
    scene.offersGoOn();
    scene.recorder().ends(what);
  }

  static void silent(Scene scene, int node, Duration time) {
    var what = "silent database of node " + node;
    scene.recorder().begins(what);
    scene.fleet().databaseCable(node).silence();
    scene.awaitsOffer();
    scene.lasts(time);
    scene.fleet().databaseCable(node).mend();
    scene.offersGoOn();
    scene.recorder().ends(what);
  }
}
