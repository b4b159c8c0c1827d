package io.ringmain.coordination.zk;

import io.ringmain.spi.coordination.CoordinationException;

/**
 * Where an ensemble is: {@code host:port,host:port/chroot}.
 *
 * <p>The chroot is put before every path here instead of by ZooKeeper's client, so that the same
 * connection can create it. Immutable.
 *
 * @param hosts the part before the first slash
 * @param chroot empty, or a path with a leading and without a trailing slash
 */
record ConnectString(String hosts, String chroot) {

  static ConnectString parse(String text) {
    String stripped = text.strip();
    int slash = stripped.indexOf('/');
    String hosts = slash < 0 ? stripped : stripped.substring(0, slash);
    String chroot = slash < 0 ? "" : stripped.substring(slash);
    while (chroot.endsWith("/")) {
      chroot = chroot.substring(0, chroot.length() - 1);
    }
    if (hosts.isEmpty()) {
      throw new CoordinationException(
          "zookeeper.connect=" + text + " names no host; allowed: host:port[,host:port…][/chroot]");
    }
    if (!chroot.isEmpty()) {
      requirePath(chroot);
    }
    return new ConnectString(hosts, chroot);
  }

  /** The path as the ensemble knows it. Refuses what is no absolute path. */
  String absolute(String path) {
    requirePath(path);
    if (chroot.isEmpty()) {
      return path;
    }
    return path.length() == 1 ? chroot : chroot + path;
  }

  private static void requirePath(String path) {
    if (!path.startsWith("/") || (path.length() > 1 && path.endsWith("/")) || path.contains("//")) {
      throw new IllegalArgumentException(
          "path \"" + path + "\" is not absolute, /-separated and without a trailing slash");
    }
  }
}
