/** The broker: write path, partitions, replication, groups, controller. */
package io.ringmain.kernel;
