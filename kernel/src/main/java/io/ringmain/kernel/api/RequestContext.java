package io.ringmain.kernel.api;

import io.ringmain.protocol.ApiMessage;

/** One request under way: who asked, in which version, and how to answer. */
public interface RequestContext {

  /** The version in which the request came and the response will go. */
  short apiVersion();

  /** The client's name for itself, or an empty string. */
  String clientId();

  /** The client's address without port, such as {@code 127.0.0.1}. */
  String clientHost();

  /** The listener through which the request came: metadata answers with that listener's endpoints. */
  String listener();

  /** Answers. Any thread, exactly once; a second answer is ignored. */
  void respond(ApiMessage response);
}
