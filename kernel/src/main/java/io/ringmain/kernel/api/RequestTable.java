package io.ringmain.kernel.api;

import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.ApiVersionsResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * Which APIs are served, in which versions, and by whom. What ApiVersions advertises is exactly
 * what is implemented, never more, save what brokers ask one another.
 *
 * <p>Immutable; read by every transport thread.
 */
public final class RequestTable {
  private final Entry[] byId;
  private final List<Entry> all;

  private RequestTable(List<Entry> entries) {
    this.all = List.copyOf(entries);
    int highest = entries.stream().mapToInt(entry -> entry.key().id()).max().orElse(-1);
    this.byId = new Entry[highest + 1];
    for (Entry entry : entries) {
      byId[entry.key().id()] = entry;
    }
  }

  /** The entry of an API, or null when it is not served. Hot path. */
  public Entry find(int apiId) {
    return apiId >= 0 && apiId < byId.length ? byId[apiId] : null;
  }

  /** All that clients are told of, by API id. */
  public List<Entry> advertised() {
    return all.stream().filter(Entry::advertised).toList();
  }

  /**
   * What a client is told that asks for versions in a version unknown here: which versions of
   * ApiVersions it may ask in. Always sent in version 0, which every client can read (KIP-511).
   */
  public ApiVersionsResponse unsupportedApiVersions() {
    ApiVersionsResponse response =
        new ApiVersionsResponse().errorCode(ErrorCode.UNSUPPORTED_VERSION.id());
    Entry entry = find(ApiKey.API_VERSIONS.id());
    response
        .apiKeys()
        .add(
            new ApiVersionsResponse.ApiVersion()
                .apiKey(entry.key().id())
                .minVersion(entry.lowestVersion())
                .maxVersion(entry.highestVersion()));
    return response;
  }

  /**
   * One API.
   *
   * @param key the API
   * @param lowestVersion lowest version served
   * @param highestVersion highest version served
   * @param handler answers it
   * @param advertised whether ApiVersions says so: not what only brokers ask one another
   */
  public record Entry(
      ApiKey key,
      short lowestVersion,
      short highestVersion,
      RequestHandler<ApiMessage> handler,
      boolean advertised) {

    public boolean serves(int version) {
      return version >= lowestVersion && version <= highestVersion;
    }
  }

  /** Collects the entries. */
  public static final class Builder {
    private final List<Entry> entries = new ArrayList<>();

    /** Serves an API in all stable versions that its schema has. */
    public <Q extends ApiMessage> Builder serve(ApiKey key, RequestHandler<Q> handler) {
      return add(key, handler, true);
    }

    /** Serves an API that brokers ask one another, of which clients are not told. */
    public <Q extends ApiMessage> Builder serveBrokers(ApiKey key, RequestHandler<Q> handler) {
      return add(key, handler, false);
    }

    private <Q extends ApiMessage> Builder add(
        ApiKey key, RequestHandler<Q> handler, boolean advertised) {
      @SuppressWarnings("unchecked") // Requests are made by key.newRequest(), which is a Q.
      RequestHandler<ApiMessage> untyped = (RequestHandler<ApiMessage>) handler;
      entries.add(new Entry(key, key.lowestVersion(), key.highestVersion(), untyped, advertised));
      return this;
    }

    public RequestTable build() {
      entries.sort((a, b) -> Integer.compare(a.key().id(), b.key().id()));
      return new RequestTable(entries);
    }
  }
}
