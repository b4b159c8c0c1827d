/**
 * The conformance suite of storage plugins.
 *
 * <pre>
 *   class MyStorageTest extends StorageTck {
 *     protected StorageProvider provider() { return new MyStorageProvider(); }
 *   }
 *
 *   StorageCase ◀── LifecycleRules ◀── WritingRules ◀── ReadingRules ◀── LeaderEpochRules
 *   (what the plugin is asked for)      ◀── TruncationRules ◀── DurabilityRules ◀── RewriteRules ◀── StorageTck
 * </pre>
 *
 * <p>Tests are named by the rule of {@link io.ringmain.spi.storage} that they prove: {@code s3_…}.
 */
package io.ringmain.testkit.tck.storage;
