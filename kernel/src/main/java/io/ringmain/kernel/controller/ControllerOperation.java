package io.ringmain.kernel.controller;

/**
 * One change of metadata, or the question whether it would be allowed. Runs on the metadata ring of
 * the controller, may run more than once before its records are committed, and must therefore
 * change nothing but the draft.
 *
 * @param <R> what is answered once the records are committed
 */
@FunctionalInterface
public interface ControllerOperation<R> {

  /**
   * Produces records.
   *
   * @throws ControllerException to refuse; what was drafted is dropped
   */
  R run(Draft draft);
}
