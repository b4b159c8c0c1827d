/** Finds the plugins that were installed with the broker, and opens the ones it was told to use. */
package io.ringmain.kernel.plugin;
