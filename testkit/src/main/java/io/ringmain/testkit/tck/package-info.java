/** What the suites of the three contracts share. */
package io.ringmain.testkit.tck;
