package io.ringmain.testkit.tck;

/**
 * A test has waited as long as it may for what a plugin must do, and it has not come. Apart from
 * other failures because a machine that is too busy fails in this way alone.
 */
final class OutOfPatience extends AssertionError {
  private static final long serialVersionUID = 1;

  OutOfPatience(String what) {
    super(what);
  }
}
