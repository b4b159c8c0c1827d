package io.ringmain.protocol;

/** The body of a request or a response. */
public interface ApiMessage extends Message {
  ApiKey apiKey();
}
