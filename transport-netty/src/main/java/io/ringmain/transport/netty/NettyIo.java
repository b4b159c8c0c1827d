package io.ringmain.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/**
 * The ways to talk to the operating system's sockets.
 *
 * <p>Chosen once, when the transport is opened, on the thread that opens it.
 */
enum NettyIo {
  /** Readiness, by Linux' own means. */
  EPOLL("epoll"),

  /** Rings shared with the kernel: by name only, see docs/decisions/ADR-004-transport-io.md. */
  IO_URING("io_uring"),

  /** The JDK's own: works everywhere. */
  NIO("nio");

  private static final System.Logger LOGGER = System.getLogger(NettyIo.class.getName());

  /** Best first. */
  private static final List<NettyIo> AUTO = List.of(EPOLL, NIO);

  private static final String MULTISHOT_POLL = "io.netty.iouring.pollAddMultishotEnabled";

  private final String settingName;

  NettyIo(String settingName) {
    this.settingName = settingName;
  }

  /**
   * The one that a setting asks for.
   *
   * @param setting {@code auto} for the best that works here, or a name
   * @throws IllegalStateException if the one named does not work here; says why
   */
  static NettyIo choose(String setting) {
    if (!setting.equals("auto")) {
      NettyIo named = named(setting);
      Optional<Throwable> why = named.whyUnavailable();
      if (why.isPresent()) {
        throw new IllegalStateException(
            setting + " does not work here: " + reason(why.get()), why.get());
      }
      LOGGER.log(Level.INFO, "transport uses {0}, as configured", setting);
      return named;
    }
    StringBuilder without = new StringBuilder();
    for (NettyIo io : AUTO) {
      Optional<Throwable> why = io.whyUnavailable();
      if (why.isEmpty()) {
        LOGGER.log(
            Level.INFO, "transport uses {0}, the best that works here{1}", io.settingName, without);
        return io;
      }
      without.append("; not ").append(io.settingName).append(": ").append(reason(why.get()));
    }
    throw new IllegalStateException("NIO always works");
  }

  private static NettyIo named(String setting) {
    for (NettyIo io : values()) {
      if (io.settingName.equals(setting)) {
        return io;
      }
    }
    throw new IllegalArgumentException("no such io: " + setting);
  }

  private static String reason(Throwable why) {
    Throwable root = why;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  private static Optional<Throwable> unavailability(Probe probe) {
    try {
      return Optional.ofNullable(probe.cause());
    } catch (LinkageError noNativePart) {
      return Optional.of(noNativePart);
    }
  }

  String settingName() {
    return settingName;
  }

  ChannelFactory<? extends ServerChannel> serverChannels() {
    return switch (this) {
      case IO_URING -> IoUringServerSocketChannel::new;
      case EPOLL -> EpollServerSocketChannel::new;
      case NIO -> NioServerSocketChannel::new;
    };
  }

  ChannelFactory<? extends Channel> channels() {
    return switch (this) {
      case IO_URING -> IoUringSocketChannel::new;
      case EPOLL -> EpollSocketChannel::new;
      case NIO -> NioSocketChannel::new;
    };
  }

  IoHandlerFactory handlers() {
    return switch (this) {
      case IO_URING -> IoUringIoHandler.newFactory();
      case EPOLL -> EpollIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  /** Empty if it works here, else why not. */
  Optional<Throwable> whyUnavailable() {
    return switch (this) {
      // Netty's check opens a ring and asks it for the operations it needs: kernels, containers and
      // system policies that forbid io_uring refuse exactly that.
      case IO_URING -> unavailability(NettyIo::ringUnavailability);
      case EPOLL -> unavailability(Epoll::unavailabilityCause);
      case NIO -> Optional.empty();
    };
  }

  private static Throwable ringUnavailability() {
    // With a poll that stays armed, Netty 4.2.18 misses a reset that comes while it reads: the
    // connection would stay open until it is idle for too long. Polls armed one by one see it.
    if (System.getProperty(MULTISHOT_POLL) == null) {
      System.setProperty(MULTISHOT_POLL, "false");
    }
    return IoUring.unavailabilityCause();
  }

  /** Netty's check; its cause is null when it works. */
  @FunctionalInterface
  private interface Probe {
    Throwable cause();
  }
}
