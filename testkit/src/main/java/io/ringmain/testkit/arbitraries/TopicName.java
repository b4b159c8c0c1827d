package io.ringmain.testkit.arbitraries;

/** A name that a topic may have. */
public record TopicName(String text) {}
