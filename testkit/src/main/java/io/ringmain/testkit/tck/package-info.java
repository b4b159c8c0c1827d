/**
 * What the suites of the three contracts share, and what other tests of a plugin wait and look
 * with.
 */
package io.ringmain.testkit.tck;
