/**
 * The conformance suite of transport plugins.
 *
 * <pre>
 *   class MyTransportTest extends TransportTck {
 *     protected TransportProvider provider() { return new MyTransportProvider(); }
 *   }
 *
 *   TransportCase ◀── ConnectionRules ◀── FrameRules ◀── TransportTck
 * </pre>
 *
 * <p>Tests are named by the rule of {@link io.ringmain.spi.transport} that they prove: {@code
 * t5_…}. Both ends of every connection are the plugin's.
 */
package io.ringmain.testkit.tck.transport;
