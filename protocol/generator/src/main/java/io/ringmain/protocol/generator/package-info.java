/**
 * The generator of Kafka's message codecs.
 *
 * <pre>
 *  schema jars → {@link SchemaJar} → {@link Json} → {@link SchemaParser} → {@link MessageSchema}
 *                                                                              ↓
 *                    {@link StructEmitter}, {@link TypeEmitter} per kind of field, table emitters
 *                                                                              ↓
 *  target/generated-sources     ←     {@link SourceTree}     ←     {@link JavaSource}
 * </pre>
 *
 * Start reading at {@link Generator}.
 */
package io.ringmain.protocol.generator;
