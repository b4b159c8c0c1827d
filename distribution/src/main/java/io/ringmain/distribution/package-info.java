/** Launcher and command line of a Ringmain distribution. */
package io.ringmain.distribution;
