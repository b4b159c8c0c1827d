/**
 * A broker for the tests of applications: real TCP on a free port, production's kernel and
 * transport, and nothing left when it is closed.
 *
 * <pre>{@code
 * @RingmainTest(topics = "orders:3")
 * class OrdersTest {
 *   @Test
 *   void shipsWhatWasPaid(@BootstrapServers String bootstrapServers) { … }
 * }
 * }</pre>
 */
package io.ringmain.testkit.broker;
