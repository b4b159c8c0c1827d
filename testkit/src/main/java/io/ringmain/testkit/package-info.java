/** Conformance suites, in-memory plugins and deterministic simulation. */
package io.ringmain.testkit;
