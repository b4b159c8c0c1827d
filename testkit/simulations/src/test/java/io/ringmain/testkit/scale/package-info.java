/**
 * How a cluster behaves when it is large: brokers by the hundred and partitions by the hundred
 * thousand, in the simulation's one thread. What is counted and what came out is in {@code
 * docs/scale.md}.
 */
package io.ringmain.testkit.scale;
