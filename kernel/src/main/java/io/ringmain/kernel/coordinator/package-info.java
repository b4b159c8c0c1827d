/**
 * What group and transaction coordinators have in common: they are state machines over a partition
 * of an internal topic. An operation <em>produces records</em>; <em>replaying records</em> is what
 * changes state. So recovery and the live path are the same code.
 */
package io.ringmain.kernel.coordinator;
