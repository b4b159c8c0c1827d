package io.ringmain.testkit.tck.transport;

/** Both ends of a connection: the one that connected and the one that accepted. */
record Ends(RecordingEnd client, RecordingEnd server) {}
