/**
 * The conformance suite of coordination plugins.
 *
 * <pre>
 *   class MyCoordinationTest extends CoordinationTck {
 *     protected CoordinationProvider provider() { return new MyCoordinationProvider(); }
 *     protected String connect() { return "127.0.0.1:" + port; }
 *   }
 *
 *   CoordinationCase ◀── CommitRules ◀── SessionRules ◀── CoordinationTck
 * </pre>
 *
 * <p>Tests are named by the rule of {@link io.ringmain.spi.coordination} that they prove: {@code
 * c5_…}.
 */
package io.ringmain.testkit.tck.coordination;
