package tandem.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.base.Failure;

/**
 * The data folder and what is in it: only its owner may read it, write it, or enter it. New files
 * are made so, whatever the umask; older ones are repaired.
 */
public final class PrivateFolder {

  static final FileAttribute<Set<PosixFilePermission>> FOLDER = permissions("rwx------");
  static final FileAttribute<Set<PosixFilePermission>> FILE = permissions("rw-------");
  static final FileAttribute<Set<PosixFilePermission>> PROGRAM = permissions("rwx------");

  private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
      PosixFilePermission.OWNER_READ,
      PosixFilePermission.OWNER_WRITE,
      PosixFilePermission.OWNER_EXECUTE);

  /** What a server makes in its data folder. Other files there are not ours to change. */
  private static final List<String> FEW_FILES = List.of("secrets", "passwords", "tandem.lock");

  private static final List<String> THOUSANDS_OF_FILES = List.of("postgres", "postgres-program");

  private PrivateFolder() {}

  private static FileAttribute<Set<PosixFilePermission>> permissions(String written) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(written));
  }

  /**
   * Makes the data folder, or takes the rights of others from it and from all that a server has
   * made in it. Blocks.
   *
   * <p>A folder is closed after all that is in it. So the files of one that is closed already are
   * out of everybody else's reach, and where they are thousands nobody looks at each.
   */
  public static void secure(Path folder) throws IOException {
    make(folder);
    restrict(folder);
    for (var name : FEW_FILES) {
      var path = folder.resolve(name);
      if (Files.exists(path)) {
        restrictAll(path.toRealPath());
      }
    }
    for (var name : THOUSANDS_OF_FILES) {
      var path = folder.resolve(name);
      if (Files.exists(path) && !isOwnersAlone(path.toRealPath())) {
        restrictAll(path.toRealPath());
      }
    }
  }

  private static boolean isOwnersAlone(Path path) throws IOException {
    return OWNERS.containsAll(Files.getPosixFilePermissions(path));
  }

  static void make(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      Files.createDirectories(folder, FOLDER);
    }
  }

  private static void restrictAll(Path top) throws IOException {
    Files.walkFileTree(top, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
          throws IOException {
        if (failure != null) {
          throw failure;
        }
        restrict(folder);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        if (!attributes.isSymbolicLink()) {
          restrict(file);
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
          return FileVisitResult.CONTINUE; // a database that runs on removes its files
        }
        throw failure;
      }
    });
  }

  private static void restrict(Path path) throws IOException {
    try {
      var now = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      if (!OWNERS.containsAll(now)) {
        now.retainAll(OWNERS);
        Files.setPosixFilePermissions(path, now);
      }
    } catch (NoSuchFileException e) {
      return; // removed meanwhile
    } catch (IOException e) {
      throw new Failure.Conflict(path + " can be read or written by others, and this user may not"
          + " change that: give it to the user that runs Tandem (chown), or remove it");
    }
  }

  /** Writes a file whole or not at all. */
  static void write(Path file, String text) throws IOException {
    var folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    make(folder);
    var draft = Files.createTempFile(folder, "." + file.getFileName(), ".draft", FILE);
    try {
      Files.writeString(draft, text);
      try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Removes a file or a folder with all that is in it, if it is there. Follows no link. */
  static void remove(Path top) throws IOException {
    if (Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS)) {
      try (var files = Files.list(top)) {
        for (var file : files.toList()) {
          remove(file);
        }
      }
    }
    Files.deleteIfExists(top);
  }
}
