package io.ringmain.distribution;

/** Which of the modules that this program can do without are there. */
final class Modules {
  private Modules() {}

  /** On a class path, as in tests, nothing was left out. */
  static boolean isThere(String module) {
    ModuleLayer layer = Modules.class.getModule().getLayer();
    return layer == null || layer.findModule(module).isPresent();
  }
}
