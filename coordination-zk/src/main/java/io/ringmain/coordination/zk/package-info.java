/** ZooKeeper, external or embedded, as the coordination of a Ringmain cluster. */
package io.ringmain.coordination.zk;
