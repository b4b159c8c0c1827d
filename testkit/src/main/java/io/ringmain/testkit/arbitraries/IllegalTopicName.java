package io.ringmain.testkit.arbitraries;

/** A name that no topic may have. */
public record IllegalTopicName(String text) {}
