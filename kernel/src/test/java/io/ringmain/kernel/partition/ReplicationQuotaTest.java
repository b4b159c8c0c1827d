package io.ringmain.kernel.partition;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.env.Clock;
import org.junit.jupiter.api.Test;

class ReplicationQuotaTest {
  private long nowNs;
  private long rate = 1_000;
  private final ReplicationQuota quota =
      new ReplicationQuota(
          new Clock() {
            @Override
            public long wallMs() {
              return 0;
            }

            @Override
            public long monotonicNs() {
              return nowNs;
            }
          },
          () -> rate);

  private void passMs(long ms) {
    nowNs += ms * 1_000_000;
  }

  @Test
  void whatIsTakenAboveTheRateIsWaitedFor() {
    passMs(1_000);
    quota.record(1_000);
    assertFalse(quota.isExceeded());
    quota.record(500);
    assertTrue(quota.isExceeded());
    passMs(499);
    assertTrue(quota.isExceeded());
    passMs(2);
    assertFalse(quota.isExceeded());
  }

  @Test
  void noMoreThanOneSecondIsSavedUp() {
    passMs(60_000);
    quota.record(1_001);
    assertTrue(quota.isExceeded());
  }

  @Test
  void theRateChangesWhileItRuns() {
    passMs(1_000);
    quota.record(3_000);
    passMs(1_000);
    assertTrue(quota.isExceeded());
    rate = 2_000;
    passMs(500);
    assertFalse(quota.isExceeded());
  }

  @Test
  void withoutABoundNobodyWaits() {
    ReplicationQuota unlimited =
        ReplicationQuota.unlimited(
            new Clock() {
              @Override
              public long wallMs() {
                return 0;
              }

              @Override
              public long monotonicNs() {
                return nowNs;
              }
            });
    passMs(1);
    unlimited.record(1L << 40);
    assertFalse(unlimited.isExceeded());
  }
}
