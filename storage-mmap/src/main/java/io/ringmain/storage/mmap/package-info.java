/** Memory-mapped log segments. */
package io.ringmain.storage.mmap;
