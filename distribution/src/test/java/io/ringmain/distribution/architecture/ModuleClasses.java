package io.ringmain.distribution.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One module as the architecture test sees it: a folder, what it may know, and how many classes it
 * has at the very least.
 *
 * <p>The floor is what keeps the test honest: a rule about classes that were not found holds.
 *
 * @param folder below the root of the source tree
 * @param rootPackage holds all of the module's classes
 * @param leastClasses well below today's count
 * @param mayKnow packages that its classes may depend on, beside its own and the JDK's
 */
record ModuleClasses(String folder, String rootPackage, int leastClasses, List<String> mayKnow) {
  private static final String SPI = "io.ringmain.spi..";
  private static final String PROTOCOL = "io.ringmain.protocol..";
  private static final String KERNEL = "io.ringmain.kernel..";

  static final ModuleClasses KERNEL_MODULE =
      new ModuleClasses(
          "kernel", "io.ringmain.kernel", 250, List.of(SPI, PROTOCOL, "com.lmax.disruptor.."));

  /** Reading takes seconds, and what was read does not change. */
  private static final Map<Path, JavaClasses> READ = new ConcurrentHashMap<>();

  /** All of them: the arrows of the design, one line each. */
  static final List<ModuleClasses> ALL =
      List.of(
          new ModuleClasses("spi", "io.ringmain.spi", 25, List.of()),
          new ModuleClasses("protocol", "io.ringmain.protocol", 400, List.of()),
          new ModuleClasses("protocol/generator", "io.ringmain.protocol.generator", 15, List.of()),
          new ModuleClasses(
              "protocol/codecs/zstd",
              "io.ringmain.protocol.codec.zstd",
              1,
              List.of(PROTOCOL, "com.github.luben.zstd..")),
          KERNEL_MODULE,
          new ModuleClasses(
              "transport-netty", "io.ringmain.transport.netty", 15, List.of(SPI, "io.netty..")),
          new ModuleClasses("storage-mmap", "io.ringmain.storage.mmap", 25, List.of(SPI)),
          new ModuleClasses(
              "coordination-zk",
              "io.ringmain.coordination.zk",
              20,
              List.of(SPI, "org.apache.zookeeper..", "org.apache.jute..")),
          new ModuleClasses(
              "coordination-local", "io.ringmain.coordination.local", 12, List.of(SPI)),
          new ModuleClasses(
              "testkit",
              "io.ringmain.testkit",
              15,
              List.of(SPI, PROTOCOL, KERNEL, "org.junit..", "net.jqwik..", "org.apiguardian..")),
          new ModuleClasses(
              "testkit/broker",
              "io.ringmain.testkit.broker",
              8,
              List.of(
                  PROTOCOL, KERNEL, "io.ringmain.testkit..", "org.junit..", "org.apiguardian..")),
          new ModuleClasses(
              "distribution",
              "io.ringmain.distribution",
              10,
              List.of(
                  SPI,
                  PROTOCOL,
                  KERNEL,
                  "io.ringmain.testkit..",
                  "io.micrometer..",
                  "io.prometheus..")));

  /** The compiled main classes. */
  JavaClasses mainClasses() {
    return classesIn(home().resolve("target/classes"));
  }

  /** The compiled tests, without those made to break rules; none if the module has no tests. */
  JavaClasses testClasses() {
    return classesIn(home().resolve("target/test-classes"))
        .that(JavaClass.Predicates.resideOutsideOfPackage("..architecture.broken.."));
  }

  /** Packages that are generated together with the root package, and count as part of it. */
  Set<String> generatedPackages() {
    return folder.equals("protocol") ? Set.of("message") : Set.of();
  }

  /** A test runs in its own module's folder, which is one below the root. */
  private Path home() {
    return Path.of("..", folder);
  }

  private static JavaClasses classesIn(Path folder) {
    return READ.computeIfAbsent(
        folder,
        _ -> {
          List<Path> there = Files.isDirectory(folder) ? List.of(folder) : List.of();
          return new ClassFileImporter().importPaths(there);
        });
  }

  @Override
  public String toString() {
    return folder;
  }
}
