/**
 * The environment of a broker in production: the machine's clocks, a timer thread, Disruptor rings.
 *
 * <p>The only room of the kernel in which a clock is read, a thread is started or randomness is
 * drawn.
 */
package io.ringmain.kernel.env.system;
