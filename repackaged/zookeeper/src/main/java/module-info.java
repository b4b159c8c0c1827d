/**
 * ZooKeeper's client and server with jute, as one module that {@code jlink} accepts.
 *
 * <p>The classes are those of the published jars, unpacked beside this descriptor; two of their
 * packages are split between the jars, so they cannot be two modules. Only the NIO transport is
 * here: no Netty, no admin server, no shell.
 */
module io.ringmain.repackaged.zookeeper {
  requires java.management;
  requires java.naming;
  requires java.security.jgss;
  requires java.security.sasl;
  requires transitive org.slf4j;
  // An image has what is required and nothing else: without this, ZooKeeper would log nowhere.
  requires org.slf4j.jul;

  exports org.apache.jute;
  exports org.apache.zookeeper;
  exports org.apache.zookeeper.client;
  exports org.apache.zookeeper.common;
  exports org.apache.zookeeper.data;
  exports org.apache.zookeeper.server;
  exports org.apache.zookeeper.server.admin;
  exports org.apache.zookeeper.server.persistence;
  exports org.apache.zookeeper.server.quorum;
  exports org.apache.zookeeper.util;
}
