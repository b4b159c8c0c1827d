/**
 * Which partitions this broker hosts: opens, closes and deletes them as the metadata says, and
 * finds them for those who read and write.
 */
package io.ringmain.kernel.replica;
