package tandem.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tandem.document.Kind;
import tandem.document.Setting;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/** A reading of the defaults alone, which lists all declared settings. */
final class Declarations implements Settings {

  private final String prefix;
  private final List<Setting<?>> all;

  private Declarations(String prefix, List<Setting<?>> all) {
    this.prefix = prefix;
    this.all = all;
  }

  /** Lists the settings that a reading declares, in its order. */
  static List<Setting<?>> of(Consumer<Settings> reading) {
    var all = new ArrayList<Setting<?>>();
    reading.accept(new Declarations("", all));
    return List.copyOf(all);
  }

  @Override
  public <T> T read(String key, Kind<T> kind, String written, String meaning) {
    var setting = new Setting<>(prefix + key, kind, written, meaning);
    all.add(setting);
    return setting.defaultValue();
  }

  @Override
  public Path readPath(String key, String written, String meaning) {
    return read(key, SettingKinds.path(), written, meaning);
  }

  @Override
  public Settings section(String name) {
    return new Declarations(prefix + name + ".", all);
  }

  @Override
  public void complain(String key, String what) {
    throw new IllegalStateException(
        "the defaults contradict each other: " + prefix + key + " " + what);
  }
}
