package io.ringmain.distribution.assemble;

import io.ringmain.kernel.config.BrokerKeys;
import io.ringmain.kernel.config.ConfigKey;
import io.ringmain.kernel.config.PluginKind;
import io.ringmain.spi.PluginSetting;
import java.util.List;

/**
 * The configuration file of an image: every key that counts in it, with what it means, as a
 * comment. What is left as it is changes nothing.
 */
final class ConfigurationFile {
  private static final int WIDTH = 98;
  private static final String ENSEMBLE = "zookeeper.";

  private final StringBuilder text = new StringBuilder();

  private ConfigurationFile() {}

  static String of(ImagePlan plan) {
    ConfigurationFile file = new ConfigurationFile();
    file.head(plan);
    boolean ensemble =
        plan.providers().stream()
            .anyMatch(one -> one.kind() == PluginKind.COORDINATION && !one.name().equals("local"));
    for (ConfigKey<?> key : BrokerKeys.TABLE.keys()) {
      boolean counts = ensemble || !key.name().startsWith(ENSEMBLE);
      if (!key.internal() && counts) {
        file.key(key, plan);
      }
    }
    plan.providers().forEach(file::plugin);
    return file.text.toString();
  }

  private void head(ImagePlan plan) {
    comment("The configuration of this distribution; use it with:");
    comment("  bin/ringmain start --config etc/ringmain.properties");
    comment("Take the # away from a key and change its value. Plugins in this distribution:");
    for (PluginKind kind : PluginKind.values()) {
      List<String> names =
          plan.providers().stream()
              .filter(one -> one.kind() == kind)
              .map(FoundProvider::name)
              .toList();
      comment("  " + kind.word() + ": " + String.join(", ", names));
    }
  }

  private void key(ConfigKey<?> key, ImagePlan plan) {
    text.append('\n');
    comment(key.documentation() + " Allowed: " + key.allowedWords() + ".");
    String value = key.defaultText().orElse("");
    for (PluginKind kind : PluginKind.values()) {
      if (kind.providerKey().name().equals(key.name())) {
        value = plan.defaultOf(kind).name();
      }
    }
    setting(key.name(), value);
  }

  private void plugin(FoundProvider plugin) {
    if (plugin.provider().settings().isEmpty()) {
      return;
    }
    text.append('\n');
    comment("--- " + plugin.kind().word() + " plugin " + plugin.name() + " " + plugin.version());
    for (PluginSetting setting : plugin.provider().settings()) {
      text.append('\n');
      comment(setting.description() + " Allowed: " + setting.allowed() + ".");
      setting(plugin.kind().prefix(plugin.name()) + setting.name(), setting.defaultValue());
    }
  }

  private void setting(String name, String value) {
    text.append('#').append(name).append('=').append(value).append('\n');
  }

  private void comment(String words) {
    String indent = words.startsWith("  ") ? "  " : "";
    StringBuilder line = new StringBuilder(indent);
    for (String word : words.strip().split("\\s+", -1)) {
      if (line.length() + word.length() > WIDTH - 2) {
        text.append("# ").append(line.toString().stripTrailing()).append('\n');
        line.setLength(0);
      }
      line.append(word).append(' ');
    }
    text.append("# ").append(line.toString().stripTrailing()).append('\n');
  }
}
