package io.ringmain.distribution.assemble;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlatformTest {
  private final Platform linux = new Platform("Linux", "amd64");
  private final Platform mac = new Platform("Mac OS X", "aarch64");

  @ParameterizedTest
  @CsvSource({
    "linux/amd64/libzstd-jni.so, false, true",
    "linux/aarch64/libzstd-jni.so, true, true",
    "darwin/aarch64/libzstd-jni.dylib, true, false",
    "win/amd64/libzstd-jni.dll, true, true",
    "freebsd/i386/libzstd-jni.so, true, true",
    "META-INF/native/libnetty_transport_native_epoll_x86_64.so, false, false"
  })
  void tellsNativesOfOtherMachinesByTheirFolders(String name, boolean onLinux, boolean onMac) {
    assertEquals(onLinux, linux.isForeign(name));
    assertEquals(onMac, mac.isForeign(name));
  }

  @ParameterizedTest
  @CsvSource({
    "io.netty.transport.epoll.linux.x86_64, true, false",
    "io.netty.transport.io_uring.linux.x86_64, true, false",
    "io.netty.transport.epoll.linux.aarch_64, false, false",
    "io.netty.transport.kqueue.osx.aarch_64, false, true",
    "io.netty.transport.classes.epoll, false, false"
  })
  void knowsNettysNativeModules(String module, boolean onLinux, boolean onMac) {
    assertEquals(onLinux, linux.isNettyNative(module));
    assertEquals(onMac, mac.isNettyNative(module));
  }
}
