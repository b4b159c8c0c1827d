package io.ringmain.storage.mmap;

/**
 * What the parts of a storage share.
 *
 * @param preallocation gives files their disk blocks
 * @param mappings the budget of mappings and open files
 * @param background the threads for slow work
 */
record Services(Preallocation preallocation, Mappings mappings, Background background) {}
