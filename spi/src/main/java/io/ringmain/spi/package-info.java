/** The three plugin contracts of Ringmain: storage, transport and coordination. */
package io.ringmain.spi;
