package org.example.transport.nio;

/**
 * Where a {@link NioConnection} stands.
 *
 * <pre>
 *   OPEN ──closeAfterSend──▶ FINISHING ──all sent──▶ LINGERING ──peer done, or a second──▶ CLOSED
 *     └───────── close ──▶ CLOSING; failure, or the end of what the peer sends ────────────▶┘
 * </pre>
 */
enum ConnectionState {
  OPEN,
  /** No more frames, neither way; what was sent before still leaves. */
  FINISHING,
  /** All is sent; what the peer still sends is dropped. */
  LINGERING,
  /** As good as closed, but for the callback that is under way. */
  CLOSING,
  CLOSED
}
