package io.ringmain.spi;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the plugin contracts, which is that of the module {@code io.ringmain.spi}.
 *
 * <p>A plugin need not tell which one it was built against: the compiler notes the version of every
 * module that another requires in the descriptor of the latter. So it can be read before any class
 * of the plugin is loaded, in a running broker as well as when an image is assembled.
 *
 * @param major contracts of another are not compatible
 * @param minor grows when something is added, by {@code default} methods
 */
public record SpiVersion(int major, int minor) {
  /** That of these contracts. */
  public static final SpiVersion CURRENT = new SpiVersion(1, 0);

  private static final String MODULE = "io.ringmain.spi";
  private static final Pattern MAJOR_MINOR = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\b.*");

  /**
   * What a plugin was built against.
   *
   * @param plugin the descriptor of its module
   * @return empty if it does not say: the module does not require the contracts, or was not
   *     compiled against their module
   */
  public static Optional<SpiVersion> builtAgainst(ModuleDescriptor plugin) {
    return plugin.requires().stream()
        .filter(required -> required.name().equals(MODULE))
        .findFirst()
        .flatMap(ModuleDescriptor.Requires::rawCompiledVersion)
        .flatMap(SpiVersion::parsed);
  }

  private static Optional<SpiVersion> parsed(String text) {
    Matcher matcher = MAJOR_MINOR.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new SpiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /**
   * Whether a broker with contracts of this version runs a plugin that was built against another:
   * one of the same major version that needs nothing newer.
   */
  public boolean runs(SpiVersion builtAgainst) {
    return builtAgainst.major == major && builtAgainst.minor <= minor;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
