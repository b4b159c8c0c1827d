/** The three plugin contracts of Ringmain: storage, transport and coordination. */
module io.ringmain.spi {
}
