/**
 * Launcher and command line of a Ringmain distribution.
 *
 * <pre>
 *   Main ──▶ CommandLine ──▶ Command ─┬─ help, version: printed
 *                                     └─ StartCommand ──▶ Settings ──▶ BrokerConfig ──▶ Broker
 *                                             │
 *                                             └─ ready line, SIGTERM, exit code
 * </pre>
 */
package io.ringmain.distribution;
