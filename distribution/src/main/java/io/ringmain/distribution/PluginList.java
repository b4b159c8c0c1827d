package io.ringmain.distribution;

import io.ringmain.distribution.assemble.FoundProvider;
import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.PluginKind;
import io.ringmain.kernel.plugin.Plugins;
import io.ringmain.spi.PluginProvider;
import io.ringmain.spi.PluginSetting;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The plugins of this program, as {@code ringmain plugins} prints them: a line for each, and below
 * it the keys that it understands.
 */
final class PluginList {
  private final StringBuilder text = new StringBuilder();
  private final BrokerConfig defaults;

  private PluginList(BrokerConfig defaults) {
    this.defaults = defaults;
  }

  static String of(Plugins plugins) {
    Map<String, String> given = Settings.of(Optional.empty(), Map.of(), Path.of("data"));
    PluginList list = new PluginList(BrokerConfig.parse(given));
    list.row("kind", "name", "version", "SPI", "module");
    for (PluginKind kind : PluginKind.values()) {
      List<? extends PluginProvider> providers =
          plugins.installed().get(kind).stream()
              .sorted(Comparator.comparing(PluginProvider::name))
              .toList();
      for (PluginProvider provider : providers) {
        list.add(FoundProvider.of(kind, provider));
      }
    }
    return list.text.toString();
  }

  private void add(FoundProvider plugin) {
    boolean isDefault = defaults.value(plugin.kind().providerKey()).equals(plugin.name());
    row(
        plugin.kind().word(),
        plugin.name(),
        plugin.version(),
        plugin.spi(),
        plugin.module() + (isDefault ? " (default)" : ""));
    for (PluginSetting setting : plugin.provider().settings()) {
      text.append("  ")
          .append(plugin.kind().prefix(plugin.name()))
          .append(setting.name())
          .append('=')
          .append(setting.defaultValue())
          .append('\n');
    }
  }

  private void row(String kind, String name, String version, String spi, String module) {
    text.append(
        String.format(
            Locale.ROOT, "%-12s %-12s %-16s %-7s %s%n", kind, name, version, spi, module));
  }
}
