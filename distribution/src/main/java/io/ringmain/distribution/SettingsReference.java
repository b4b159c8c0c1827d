package io.ringmain.distribution;

import io.ringmain.kernel.config.BrokerKeys;
import io.ringmain.kernel.config.ConfigKey;
import io.ringmain.kernel.config.PluginKind;
import io.ringmain.kernel.config.TopicKeys;
import io.ringmain.kernel.plugin.Plugins;
import io.ringmain.spi.PluginProvider;
import io.ringmain.spi.PluginSetting;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Every setting as tables in Markdown: what {@code ringmain settings} prints, and what stands in
 * docs/operations.md, so that neither can differ from what the broker does.
 */
final class SettingsReference {
  private final StringBuilder text = new StringBuilder();

  private SettingsReference() {}

  static String of(Plugins plugins) {
    SettingsReference reference = new SettingsReference();
    reference.brokerKeys();
    reference.topicKeys();
    reference.pluginKeys(plugins);
    return reference.text.toString();
  }

  private void brokerKeys() {
    text.append("### Broker\n\n");
    row("key", "type", "default", "allowed", "update", "meaning");
    row("---", "---", "---", "---", "---", "---");
    for (ConfigKey<?> key : BrokerKeys.TABLE.keys()) {
      row(
          names(key),
          key.type().name(),
          defaultText(key),
          key.allowedWords(),
          key.updateMode().word(),
          key.documentation());
    }
  }

  private static String names(ConfigKey<?> key) {
    String names = code(key.name());
    return key.aliases().isEmpty()
        ? names
        : names
            + key.aliases().stream()
                .map(alias -> code(alias))
                .collect(Collectors.joining(", ", " (or ", ")"));
  }

  private void topicKeys() {
    text.append(
        """

        ### Topic

        Each has its default from the broker key beside it, where there is one.

        """);
    row("key", "type", "default", "broker key", "allowed", "meaning");
    row("---", "---", "---", "---", "---", "---");
    for (ConfigKey<?> key : TopicKeys.TABLE.keys()) {
      if (!key.internal()) {
        String synonyms =
            key.synonyms().stream()
                .map(synonym -> synonym.key().name())
                .filter(name -> BrokerKeys.TABLE.find(name).isPresent())
                .map(SettingsReference::code)
                .collect(Collectors.joining(", "));
        row(
            code(key.name()),
            key.type().name(),
            defaultText(key),
            synonyms,
            key.allowedWords(),
            key.documentation());
      }
    }
  }

  private void pluginKeys(Plugins plugins) {
    for (PluginKind kind : PluginKind.values()) {
      List<? extends PluginProvider> providers =
          plugins.installed().get(kind).stream()
              .sorted(Comparator.comparing(PluginProvider::name))
              .toList();
      for (PluginProvider provider : providers) {
        pluginKeys(kind, provider);
      }
    }
  }

  private void pluginKeys(PluginKind kind, PluginProvider provider) {
    text.append("\n### ").append(kind.word()).append(" plugin ").append(code(provider.name()));
    text.append("\n\n");
    if (provider.settings().isEmpty()) {
      text.append("It has no settings of its own.\n");
      return;
    }
    row("key", "default", "allowed", "meaning");
    row("---", "---", "---", "---");
    for (PluginSetting setting : provider.settings()) {
      row(
          code(kind.prefix(provider.name()) + setting.name()),
          setting.defaultValue().isEmpty() ? "nothing" : code(setting.defaultValue()),
          setting.allowed(),
          setting.description());
    }
  }

  private static String defaultText(ConfigKey<?> key) {
    return key.defaultText()
        .map(value -> value.isEmpty() ? "nothing" : code(value))
        .orElse("not set");
  }

  private static String code(String words) {
    return "`" + words + "`";
  }

  private void row(String... cells) {
    text.append("|");
    for (String cell : cells) {
      text.append(' ').append(cell.replace("|", "\\|")).append(" |");
    }
    text.append('\n');
  }
}
