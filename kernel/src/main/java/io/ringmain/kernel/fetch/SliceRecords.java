package io.ringmain.kernel.fetch;

import io.ringmain.protocol.Records;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.spi.storage.LogSlice;

/**
 * Records of a response that lie in a log.
 *
 * @param slice goes to the transport with the response, which closes it
 */
public record SliceRecords(LogSlice slice) implements Records {

  /** Lets go of all slices in a response that will not be sent. */
  public static void closeAll(FetchResponse response) {
    for (FetchResponse.FetchableTopicResponse topic : response.responses()) {
      for (FetchResponse.PartitionData partition : topic.partitions()) {
        close(partition);
      }
    }
  }

  static void close(FetchResponse.PartitionData partition) {
    if (partition.records() instanceof SliceRecords records) {
      records.slice.close();
    }
  }

  @Override
  public int sizeBytes() {
    return slice.sizeBytes();
  }
}
