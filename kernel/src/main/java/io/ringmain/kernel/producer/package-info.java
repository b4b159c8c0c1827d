/** Producer ids, which this broker gives out from blocks that the controller allots. */
package io.ringmain.kernel.producer;
