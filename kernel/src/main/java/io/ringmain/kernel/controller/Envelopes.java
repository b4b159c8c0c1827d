package io.ringmain.kernel.controller;

import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.Message;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.message.EnvelopeRequest;
import io.ringmain.protocol.message.EnvelopeResponse;
import io.ringmain.protocol.message.RequestHeader;
import io.ringmain.protocol.message.ResponseHeader;
import java.nio.ByteBuffer;

/**
 * A client's request on its way from the broker that it was sent to, to the controller, with its
 * header and in its version; and the answer on its way back (KIP-590). Any thread.
 */
public final class Envelopes {

  private Envelopes() {}

  /** What was in an envelope. */
  public record Enclosed(ApiMessage request, short version) {}

  static EnvelopeRequest ofRequest(ApiMessage request, short version) {
    ApiKey key = request.apiKey();
    RequestHeader header =
        new RequestHeader().requestApiKey(key.id()).requestApiVersion(version).clientId("");
    return new EnvelopeRequest()
        .requestData(encode(header, key.requestHeaderVersion(version), request, version))
        .clientHostAddress(ByteBuffer.allocate(4));
  }

  private static ByteBuffer encode(
      Message header, short headerVersion, ApiMessage body, short version) {
    ByteBuffer bytes = ByteBuffer.allocate(header.size(headerVersion) + body.size(version));
    ByteBufferWriter writer = new ByteBufferWriter(bytes);
    header.write(writer, headerVersion);
    body.write(writer, version);
    return bytes.flip();
  }

  /**
   * Opens a request.
   *
   * @throws ControllerException if it is of an API or a version that is not known here
   */
  public static Enclosed request(EnvelopeRequest envelope) {
    ByteBuffer bytes = envelope.requestData().duplicate();
    if (bytes.remaining() < 4) {
      throw new ControllerException(ErrorCode.INVALID_REQUEST, "The envelope is empty.");
    }
    short id = bytes.getShort(bytes.position());
    short version = bytes.getShort(bytes.position() + 2);
    ApiKey key =
        ApiKey.forId(id)
            .filter(known -> version >= known.lowestVersion() && version <= known.highestVersion())
            .orElseThrow(() ->
                new ControllerException(
                    ErrorCode.UNSUPPORTED_VERSION,
                    "API key " + id + " version " + version + " is not known."));
    Reader reader = new Reader(bytes);
    new RequestHeader().read(reader, key.requestHeaderVersion(version));
    ApiMessage request = key.newRequest();
    request.read(reader, version);
    return new Enclosed(request, version);
  }

  /** Encloses an answer. */
  public static EnvelopeResponse ofResponse(ApiMessage response, short version) {
    short headerVersion = response.apiKey().responseHeaderVersion(version);
    return new EnvelopeResponse()
        .responseData(encode(new ResponseHeader(), headerVersion, response, version));
  }

  /**
   * Opens an answer.
   *
   * @throws ControllerException if it is an error of the envelope itself
   */
  static ApiMessage response(EnvelopeResponse envelope, ApiKey key, short version) {
    if (envelope.errorCode() != ErrorCode.NONE.id()) {
      ErrorCode error =
          ErrorCode.forId(envelope.errorCode()).orElse(ErrorCode.UNKNOWN_SERVER_ERROR);
      throw new ControllerException(error, error.message());
    }
    Reader reader = new Reader(envelope.responseData().duplicate());
    new ResponseHeader().read(reader, key.responseHeaderVersion(version));
    ApiMessage response = key.newResponse();
    response.read(reader, version);
    return response;
  }
}
