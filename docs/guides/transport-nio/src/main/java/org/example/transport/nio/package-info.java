/**
 * Frames over TCP, by selectors.
 *
 * <pre>
 *   NioTransport ── num.network.threads × SelectorLoop, each one thread and one selector
 *                        │
 *                        ├── NioListener      a bound port; hands what it accepts to any loop
 *                        ├── Connecting       a connection of ours that is being made
 *                        └── NioConnection    a connection, on this loop for its whole life (T4)
 *                              ├── FrameReader   length, memory, body; then FrameHandler.onFrame
 *                              └── FrameWriter   copied bytes and log slices, in order
 *
 *   FrameMemory: one for the whole transport, asked by every FrameReader (T11)
 * </pre>
 *
 * <p>Everything about a connection happens on its loop's thread. Other threads reach it through
 * {@link org.example.transport.nio.SelectorLoop#execute} alone, so nothing but the memory's account
 * needs a lock.
 */
package org.example.transport.nio;
