package io.ringmain.testkit.world;

import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageException;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.simulation.SimulatedProcess;
import io.ringmain.testkit.tck.storage.Crash;
import io.ringmain.testkit.tck.storage.StorageTck;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The disk of simulations keeps the contract, as long as no fault makes it not. */
final class SimulatedStorageTest extends StorageTck {
  private static final RunningWorld WORLD = new RunningWorld();

  private final Map<Path, SimulatedDisk> disks = new HashMap<>();
  private final Map<Path, SimulatedProcess> processes = new HashMap<>();

  @Override
  protected StorageProvider provider() {
    return new StorageProvider() {
      @Override
      public String name() {
        return SimulatedMachine.PLUGIN;
      }

      @Override
      public Storage open(StorageContext context) {
        if (context.directories().size() > 1) {
          throw new StorageException(
              StorageException.Kind.UNUSABLE, "a simulated machine has one disk");
        }
        Path directory = context.directories().getFirst();
        return (Storage) WORLD.wrap(WORLD.with(() -> openOn(directory, context)));
      }
    };
  }

  private Storage openOn(Path directory, StorageContext context) {
    SimulatedDisk disk = disks.computeIfAbsent(directory, SimulatedStorageTest::newDisk);
    SimulatedProcess process = WORLD.scheduler().newProcess("b1");
    Storage opened = disk.provider(process).open(context);
    processes.put(directory, process);
    return opened;
  }

  private static SimulatedDisk newDisk(Path directory) {
    return new SimulatedDisk(
        directory.toString(), WORLD.scheduler(), new Random(2), true, new WorldListeners());
  }

  @Override
  protected Optional<List<Path>> crash(Crash crash, Storage running, List<Path> directories) {
    return WORLD.with(() -> {
      for (Path directory : directories) {
        processes.get(directory).kill();
        switch (crash) {
          case KILL -> disks.get(directory).processDied();
          case MACHINE_FAILURE -> disks.get(directory).powerFails();
        }
      }
      return Optional.of(directories);
    });
  }

  @Override
  protected boolean failWrites(Storage running, List<Path> directories) {
    return WORLD.with(() -> {
      disks.get(directories.getFirst()).writesFail(true);
      return true;
    });
  }

  /** What a simulated disk damages stays there, for others than the storage to notice. */
  @Override
  protected boolean damage(List<Path> directories, LogId id, byte[] recordBatch) {
    return false;
  }
}
