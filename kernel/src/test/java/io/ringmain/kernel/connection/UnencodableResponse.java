package io.ringmain.kernel.connection;

import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.Writer;

/** A response that cannot be written, as one with a null where the version allows none. */
final class UnencodableResponse implements ApiMessage {
  @Override
  public ApiKey apiKey() {
    return ApiKey.HEARTBEAT;
  }

  @Override
  public short lowestSupportedVersion() {
    return 0;
  }

  @Override
  public short highestSupportedVersion() {
    return 4;
  }

  @Override
  public int size(short version) {
    return 0;
  }

  @Override
  public void write(Writer out, short version) {
    throw new IllegalStateException("meant to fail");
  }

  @Override
  public void read(Reader in, short version) {
    throw new UnsupportedOperationException("is never read");
  }
}
