/**
 * Makes an image of a broker: the plugins that were asked for, with a Java runtime of their own.
 *
 * <pre>
 *   AssembleOptions ─▶ ModulePath ─▶ Providers ─▶ ImagePlan ─▶ ImageLinker (jlink)
 *     what is wanted     the jars      choice       modules,      │
 *                                                   options       ▼
 *        Assembly, the order of it all ◀── TrialRun ◀── ImageFiles, Licences, BillOfMaterials
 * </pre>
 *
 * <p>Everything happens in a folder beside the one asked for, which takes its place at the very
 * end: what fails leaves nothing behind.
 */
package io.ringmain.distribution.assemble;
