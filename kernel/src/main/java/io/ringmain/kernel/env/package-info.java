/**
 * What the kernel is given instead of taking it: time, timers, threads (as rings), randomness and
 * small files.
 *
 * <p>In production these are the machine's; in a simulation they are one queue on virtual time, and
 * the same kernel classes run in both. Nothing else in the kernel reads a clock, starts a thread,
 * draws a random number or touches a file; a test says so.
 */
package io.ringmain.kernel.env;
