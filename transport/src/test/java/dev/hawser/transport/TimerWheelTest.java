package dev.hawser.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {

    private static final long TICK = 1L << 20;
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1000 * MILLISECOND;

    private final List<Alarm> fired = new ArrayList<>();

    private final class Alarm extends Timer {
        long deadline;
        long firedAt = Long.MIN_VALUE;

        void set(TimerWheel wheel, long at) {
            deadline = at;
            wheel.schedule(this, at);
        }

        @Override
        protected void fire(long now) {
            firedAt = now;
            fired.add(this);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 123_456_789_012L, -5_000_000_000L, Long.MAX_VALUE - 1000})
    void aTimerFiresAtItsDeadlineAndNotBefore(long start) {
        for (long ahead :
                new long[] {1, MILLISECOND, 63 * TICK, 64 * TICK, 65 * TICK, SECOND, 60 * SECOND, 86_400 * SECOND}) {
            TimerWheel wheel = new TimerWheel(start);
            Alarm alarm = new Alarm();
            alarm.set(wheel, start + ahead);
            wheel.advance(start + ahead - 1);
            assertThat(alarm.isArmed()).as("%d ns ahead, one early", ahead).isTrue();
            wheel.advance(start + ahead + TICK);
            assertThat(alarm.isArmed()).as("%d ns ahead, one tick late", ahead).isFalse();
            assertThat(alarm.firedAt).isEqualTo(start + ahead + TICK);
        }
    }

    @Test
    void aDeadlineThatHasPassedFiresAtTheNextTick() {
        TimerWheel wheel = new TimerWheel(0);
        wheel.advance(SECOND);
        Alarm alarm = new Alarm();
        alarm.set(wheel, 5);
        assertThat(wheel.nextDeadline()).isLessThanOrEqualTo(SECOND + TICK);
        wheel.advance(SECOND + TICK);
        assertThat(fired).containsExactly(alarm);
    }

    @Test
    void nobodyIsWaitedForWhenNothingIsArmed() {
        TimerWheel wheel = new TimerWheel(0);
        assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
        Alarm alarm = new Alarm();
        alarm.set(wheel, 100 * SECOND);
        wheel.cancel(alarm);
        wheel.cancel(alarm);
        assertThat(alarm.isArmed()).isFalse();
        assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
        wheel.advance(200 * SECOND);
        assertThat(fired).isEmpty();
    }

    @Test
    void theFurthestDeadlineIsAccepted() {
        TimerWheel wheel = new TimerWheel(-SECOND);
        Alarm alarm = new Alarm();
        wheel.schedule(alarm, Long.MAX_VALUE);
        wheel.advance(1_000_000 * SECOND);
        assertThat(alarm.isArmed()).isTrue();
    }

    @Test
    void anArmedTimerMovesToALaterAndToAnEarlierDeadline() {
        TimerWheel wheel = new TimerWheel(0);
        Alarm alarm = new Alarm();
        alarm.set(wheel, 10 * SECOND);
        alarm.set(wheel, 20 * SECOND);
        wheel.advance(19 * SECOND);
        assertThat(fired).isEmpty();
        alarm.set(wheel, 40 * SECOND);
        alarm.set(wheel, 21 * SECOND);
        wheel.advance(21 * SECOND + TICK);
        assertThat(fired).containsExactly(alarm);
        assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aTimerThatFiresMayArmItselfAndCancelOthers() {
        TimerWheel wheel = new TimerWheel(0);
        Alarm victim = new Alarm();
        List<Long> times = new ArrayList<>();
        Timer selfish = new Timer() {
            @Override
            protected void fire(long now) {
                times.add(now);
                wheel.cancel(victim);
                if (times.size() < 3) wheel.schedule(this, now + SECOND);
            }
        };
        wheel.schedule(selfish, SECOND);
        victim.set(wheel, SECOND);
        for (long now = 0; now < 10 * SECOND; now += SECOND / 4) wheel.advance(now);
        assertThat(times).containsExactly(SECOND + SECOND / 4, 2 * SECOND + SECOND / 2, 3 * SECOND + 3 * SECOND / 4);
        assertThat(fired).isEmpty();
    }

    @Test
    void timersOfDifferentTicksFireInOrderHoweverLongTheLoopWasAway() {
        Random random = new Random(7);
        TimerWheel wheel = new TimerWheel(0);
        List<Alarm> alarms = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Alarm alarm = new Alarm();
            alarm.set(wheel, (1 + random.nextInt(1 << random.nextInt(1, 24))) * TICK);
            alarms.add(alarm);
        }
        wheel.advance(1L << 45);
        assertThat(fired).hasSize(1000).isSortedAccordingTo(Comparator.comparingLong(alarm -> alarm.deadline));
    }

    /** Against a model that looks at every timer each time. */
    @Test
    void aRandomLifeAgreesWithTheModel() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            long now = random.nextLong();
            TimerWheel wheel = new TimerWheel(now);
            Alarm[] alarms = new Alarm[20];
            boolean[] armed = new boolean[alarms.length];
            for (int i = 0; i < alarms.length; i++) alarms[i] = new Alarm();
            for (int step = 0; step < 200; step++) {
                int i = random.nextInt(alarms.length);
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        alarms[i].set(wheel, now + (1L << random.nextInt(1, 40)) + random.nextInt(1000));
                        armed[i] = true;
                    }
                    case 2 -> {
                        wheel.cancel(alarms[i]);
                        armed[i] = false;
                    }
                    default -> {
                        long next = wheel.nextDeadline();
                        long to = now + (1L << random.nextInt(1, 38));
                        fired.clear();
                        wheel.advance(to);
                        now = to;
                        for (int k = 0; k < alarms.length; k++) {
                            if (!armed[k]) continue;
                            long late = now - alarms[k].deadline;
                            if (late >= TICK) assertThat(fired).contains(alarms[k]);
                            if (late < 0) assertThat(fired).doesNotContain(alarms[k]);
                            if (fired.contains(alarms[k])) {
                                assertThat(next - now).isLessThanOrEqualTo(0);
                                armed[k] = false;
                            }
                        }
                    }
                }
                for (int k = 0; k < alarms.length; k++)
                    assertThat(alarms[k].isArmed()).isEqualTo(armed[k]);
            }
        }
    }
}
