package io.ringmain.distribution;

import java.util.logging.LogManager;

/**
 * A log manager that goes on logging while the process ends.
 *
 * <p>The JDK's own takes every handler away in a shutdown hook that runs beside the one that stops
 * the broker, whose last words would then be lost. Made by the JDK, by name, which is why the class
 * and its constructor are public.
 */
public final class LoggingToTheEnd extends LogManager {
  /** What the JDK calls. */
  public LoggingToTheEnd() {}

  /** Keeps everything as it is: the handlers need no closing, see {@link LogLines#close}. */
  @Override
  public void reset() {}
}
