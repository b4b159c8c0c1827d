/**
 * The generator of Kafka's message codecs.
 *
 * <pre>
 *  schema jars → {@link SchemaJar} → {@link Json} → {@link SchemaParser} → {@link MessageSchema}
 *                                                                              ↓
 *  target/generated-sources ← {@link SourceTree} ← {@link JavaSource} ← {@link StructEmitter} and the table emitters
 *                                                                              ↑
 *                                                        {@link TypeEmitter}, one per kind of field
 * </pre>
 *
 * Start reading at {@link Generator}.
 */
package io.ringmain.protocol.generator;
