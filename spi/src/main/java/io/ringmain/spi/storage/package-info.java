/**
 * The storage contract: where the record batches of partitions are kept.
 *
 * <pre>
 *   StorageProvider.open ──▶ Storage.open(LogId) ──▶ PartitionLog
 *
 *             log start offset                              log end offset
 *                    ▼                                             ▼
 *   ... cut away ... │ batch │ batch │ batch │ batch │ batch │ batch │  (append here)
 *                    └── read: a LogSlice of whole batches ──┘
 * </pre>
 *
 * <p>The kernel decides offsets, leadership, retention and who may read; a storage keeps bytes and
 * finds them again. It sees a record batch (Kafka's format, magic 2) only as bytes with the header
 * that {@link io.ringmain.spi.storage.RecordBatchHeader} describes.
 */
package io.ringmain.spi.storage;
