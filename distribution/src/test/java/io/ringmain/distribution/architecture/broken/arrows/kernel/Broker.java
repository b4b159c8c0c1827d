package io.ringmain.distribution.architecture.broken.arrows.kernel;

/** What a contract must not know. */
public final class Broker {}
