# Read by compare and failover: builds what is missing, and fetches Apache Kafka the first time.
# Sets root, module, libs and RINGMAIN_JAVA.

root=$(dirname "$module")
libs=$module/target/kafka-libs
stamp=$module/target/built

RINGMAIN_JAVA=$("$root/distribution/src/main/assembled/bin/find-java") || exit 1

is_stale() {
  [ -f "$stamp" ] && [ -d "$libs" ] || return 0
  [ -n "$(cd "$root" && find pom.xml benchmarks/pom.xml benchmarks/src/main protocol/pom.xml \
    protocol/src/main protocol/generator/src/main -newer "$stamp" -print 2> /dev/null \
    | head -n 1)" ]
}

if is_stale; then
  echo "benchmarks: building, and fetching Apache Kafka the first time" >&2
  mkdir -p "$module/target"
  touch "$stamp.begun"
  (cd "$root" && mvn -B -q -Dfast -Dmaven.test.skip=true -Pbenchmark -pl benchmarks -am package) \
    >&2 || exit 1
  mv "$stamp.begun" "$stamp"
fi

# Runs a main class with the folder of the clone, and what else is given.
run() {
  main=$1
  shift
  exec "$RINGMAIN_JAVA" -Xmx512m -XX:+UseSerialGC \
    -cp "$module/target/classes:$root/protocol/target/classes:$libs/HdrHistogram-2.2.2.jar" \
    "io.ringmain.benchmarks.$main" "$root" "$@"
}
