/** TCP and TLS on Netty. */
package io.ringmain.transport.netty;
