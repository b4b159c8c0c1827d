package io.ringmain.testkit.tck.transport;

import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** What stands between a transport that keeps the rules and its user, and breaks one. */
final class BrokenTransports {
  private BrokenTransports() {}

  /** Opens a transport that keeps the rules. */
  interface Opening {
    Transport open(TransportContext context);
  }

  /** A transport with something between its connections, or their handlers, and the user. */
  static class Between implements Transport {
    final Transport real;

    Between(Transport real) {
      this.real = real;
    }

    Connection connection(Connection connection) {
      return connection;
    }

    FrameHandler handler(FrameHandler handler) {
      return handler;
    }

    private Acceptor between(Acceptor acceptor) {
      return connection -> handler(acceptor.accept(connection(connection)));
    }

    @Override
    public BoundListener bind(ListenerConfig config) throws IOException {
      BoundListener listener = real.bind(config);
      return new BoundListener() {
        @Override
        public int port() {
          return listener.port();
        }

        @Override
        public void accept(Acceptor acceptor) {
          listener.accept(between(acceptor));
        }

        @Override
        public void close() {
          listener.close();
        }
      };
    }

    @Override
    public CompletionStage<Connection> connect(
        String host, int port, TlsConfig tls, Acceptor acceptor) {
      return real.connect(host, port, tls, between(acceptor));
    }

    @Override
    public void close() {
      real.close();
    }
  }

  /** Does what another connection does. */
  static class ForwardingConnection implements Connection {
    final Connection real;

    ForwardingConnection(Connection real) {
      this.real = real;
    }

    @Override
    public long id() {
      return real.id();
    }

    @Override
    public String peer() {
      return real.peer();
    }

    @Override
    public String listener() {
      return real.listener();
    }

    @Override
    public Optional<Principal> peerPrincipal() {
      return real.peerPrincipal();
    }

    @Override
    public void send(List<FramePart> parts) {
      real.send(parts);
    }

    @Override
    public long unsentBytes() {
      return real.unsentBytes();
    }

    @Override
    public void pauseReading() {
      real.pauseReading();
    }

    @Override
    public void resumeReading() {
      real.resumeReading();
    }

    @Override
    public void wake() {
      real.wake();
    }

    @Override
    public void close() {
      real.close();
    }

    @Override
    public void closeAfterSend() {
      real.closeAfterSend();
    }
  }

  /** Tells another handler what it is told. */
  static class ForwardingHandler implements FrameHandler {
    final FrameHandler real;

    ForwardingHandler(FrameHandler real) {
      this.real = real;
    }

    @Override
    public void onFrame(Frame frame) {
      real.onFrame(frame);
    }

    @Override
    public void onWake() {
      real.onWake();
    }

    @Override
    public void onDrained() {
      real.onDrained();
    }

    @Override
    public void onClosed(Optional<Throwable> cause) {
      real.onClosed(cause);
    }
  }

  private static Transport connections(Transport real, UnaryOperator<Connection> between) {
    return new Between(real) {
      @Override
      Connection connection(Connection connection) {
        return between.apply(connection);
      }
    };
  }

  private static Transport handlers(Transport real, UnaryOperator<FrameHandler> between) {
    return new Between(real) {
      @Override
      FrameHandler handler(FrameHandler handler) {
        return between.apply(handler);
      }
    };
  }

  /** T2: when the port is in use, another is taken. */
  static Transport evasive(Opening opening, TransportContext context) {
    return new Between(opening.open(context)) {
      @Override
      public BoundListener bind(ListenerConfig config) throws IOException {
        try {
          return super.bind(config);
        } catch (IOException inUse) {
          return super.bind(
              new ListenerConfig("", "", 0, 1, config.tls(), -1, config.maxConnections(), 1));
        }
      }
    };
  }

  /** T3: who is still connected when the transport closes is not told. */
  static Transport silentAtTheEnd(Opening opening, TransportContext context) {
    return new Between(opening.open(context)) {
      private volatile boolean closing;

      @Override
      FrameHandler handler(FrameHandler handler) {
        return new ForwardingHandler(handler) {
          @Override
          public void onClosed(Optional<Throwable> cause) {
            if (!closing) {
              super.onClosed(cause);
            }
          }
        };
      }

      @Override
      public void close() {
        closing = true;
        super.close();
      }
    };
  }

  /** T4: that all is sent is told on a thread of its own. */
  static Transport tellingElsewhere(Opening opening, TransportContext context) {
    return handlers(
        opening.open(context),
        handler ->
            new ForwardingHandler(handler) {
              @Override
              public void onDrained() {
                Thread other = Thread.ofPlatform().start(super::onDrained);
                try {
                  other.join();
                } catch (InterruptedException stopped) {
                  Thread.currentThread().interrupt();
                }
              }
            });
  }

  /** T5: large slices are sent and never closed. */
  static Transport keepingSlices(Opening opening, TransportContext context) {
    return connections(
        opening.open(context),
        connection ->
            new ForwardingConnection(connection) {
              @Override
              public void send(List<FramePart> parts) {
                super.send(parts.stream().map(BrokenTransports::unclosed).toList());
              }
            });
  }

  private static FramePart unclosed(FramePart part) {
    return part instanceof FramePart.Slice slice && slice.sizeBytes() > 1_000
        ? new FramePart.Buffer(slice.slice().buffer())
        : part;
  }

  /** T5: the caller's buffers are read to their end. */
  static Transport movingBuffers(Opening opening, TransportContext context) {
    return connections(
        opening.open(context),
        connection ->
            new ForwardingConnection(connection) {
              @Override
              public void send(List<FramePart> parts) {
                super.send(parts);
                for (FramePart part : parts) {
                  if (part instanceof FramePart.Buffer(ByteBuffer buffer)) {
                    buffer.position(buffer.limit());
                  }
                }
              }
            });
  }

  /** T6: a pause is not heeded. */
  static Transport restless(Opening opening, TransportContext context) {
    return connections(
        opening.open(context),
        connection ->
            new ForwardingConnection(connection) {
              @Override
              public void pauseReading() {
                // Reads on.
              }
            });
  }

  /** T7: a wake within a callback is taken for that callback's. */
  static Transport drowsy(Opening opening, TransportContext context) {
    ThreadLocal<Boolean> waking = ThreadLocal.withInitial(() -> false);
    return new Between(opening.open(context)) {
      @Override
      Connection connection(Connection connection) {
        return new ForwardingConnection(connection) {
          @Override
          public void wake() {
            if (!waking.get()) {
              super.wake();
            }
          }
        };
      }

      @Override
      FrameHandler handler(FrameHandler handler) {
        return new ForwardingHandler(handler) {
          @Override
          public void onWake() {
            waking.set(true);
            try {
              super.onWake();
            } finally {
              waking.remove();
            }
          }
        };
      }
    };
  }

  /** T8: a callback that fails has no consequences. */
  static Transport forgiving(Opening opening, TransportContext context) {
    return handlers(
        opening.open(context),
        handler ->
            new ForwardingHandler(handler) {
              @Override
              public void onFrame(Frame frame) {
                try {
                  super.onFrame(frame);
                } catch (IllegalStateException failed) {
                  // Forgiven.
                }
              }
            });
  }

  /** T9: the memory of a frame is used again when the callback has returned. */
  static Transport reusing(Opening opening, TransportContext context) {
    return handlers(
        opening.open(context),
        handler ->
            new ForwardingHandler(handler) {
              @Override
              public void onFrame(Frame frame) {
                ByteBuffer content = frame.buffer();
                super.onFrame(frame);
                for (int i = 0; i < content.limit(); i++) {
                  content.put(i, (byte) 0);
                }
              }
            });
  }

  /** T10: the end is told twice. */
  static Transport repeating(Opening opening, TransportContext context) {
    return handlers(
        opening.open(context),
        handler ->
            new ForwardingHandler(handler) {
              private boolean framed;

              @Override
              public void onFrame(Frame frame) {
                framed = true;
                super.onFrame(frame);
              }

              @Override
              public void onClosed(Optional<Throwable> cause) {
                super.onClosed(cause);
                if (framed) {
                  super.onClosed(cause);
                }
              }
            });
  }

  /** T11: there is no bound on the memory of frames. */
  static Transport boundless(Opening opening, TransportContext context) {
    return opening.open(
        new TransportContext(
            context.settings(),
            context.threads(),
            context.maxFrameBytes(),
            Long.MAX_VALUE / 2,
            context.sendBufferBytes(),
            context.receiveBufferBytes(),
            context.workingDirectory()));
  }

  /** T12: that all is sent is told for the first frames only. */
  static Transport tired(Opening opening, TransportContext context) {
    return handlers(
        opening.open(context),
        handler ->
            new ForwardingHandler(handler) {
              private int told;

              @Override
              public void onDrained() {
                if (told++ < 5) {
                  super.onDrained();
                }
              }
            });
  }

  /** T13: what is not sent yet is dropped when the connection is to close. */
  static Transport hasty(Opening opening, TransportContext context) {
    return connections(
        opening.open(context),
        connection ->
            new ForwardingConnection(connection) {
              private final List<List<FramePart>> last = new ArrayList<>();

              @Override
              public void send(List<FramePart> parts) {
                last.forEach(super::send);
                last.clear();
                if (parts.stream().mapToInt(FramePart::sizeBytes).sum() == 100_000) {
                  last.add(parts);
                } else {
                  super.send(parts);
                }
              }
            });
  }

  /** T14: there is no limit of connections. */
  static Transport hospitable(Opening opening, TransportContext context) {
    return new Between(opening.open(context)) {
      @Override
      public BoundListener bind(ListenerConfig config) throws IOException {
        return super.bind(
            new ListenerConfig(
                config.name(),
                config.host(),
                config.port(),
                config.backlog(),
                config.tls(),
                config.idleTimeoutMs(),
                Integer.MAX_VALUE,
                config.maxConnectionsPerAddress()));
      }
    };
  }
}
