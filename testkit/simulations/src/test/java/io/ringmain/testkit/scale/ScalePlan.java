package io.ringmain.testkit.scale;

/**
 * How large a cluster, and how it is rolled.
 *
 * @param brokers a multiple of {@code racks}
 * @param racks the brokers take turns: broker 1 is in the first, broker 2 in the second
 * @param topics each of them with three replicas
 * @param partitionsOfEach of each topic
 * @param rolledAtOnce how many brokers, all of one rack, are restarted together
 */
record ScalePlan(
    long seed, int brokers, int racks, int topics, int partitionsOfEach, int rolledAtOnce) {
  static final int REPLICATION_FACTOR = 3;
  private static final int PARTITIONS_OF_EACH = 100;

  ScalePlan {
    if (racks < REPLICATION_FACTOR || brokers % racks != 0) {
      throw new IllegalArgumentException(
          brokers + " brokers in " + racks + " racks; allowed are 3 racks or more, of one size");
    }
  }

  /**
   * A size as it is named on a command line: brokers x partitions, such as {@code 300x100000}. In
   * three racks and topics of 100 partitions, rolled in thirty steps.
   */
  static ScalePlan named(String size) {
    String[] numbers = size.split("x", -1);
    if (numbers.length != 2) {
      throw new IllegalArgumentException(size + ": allowed are BROKERSxPARTITIONS");
    }
    int brokers = Integer.parseInt(numbers[0]);
    int partitions = Integer.parseInt(numbers[1]);
    return new ScalePlan(
        1,
        brokers,
        REPLICATION_FACTOR,
        partitions / PARTITIONS_OF_EACH,
        PARTITIONS_OF_EACH,
        Math.max(1, brokers / 30));
  }

  int partitions() {
    return topics * partitionsOfEach;
  }

  String rackOf(int broker) {
    return "rack-" + (broker - 1) % racks;
  }
}
