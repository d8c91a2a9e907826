package dev.hawser.http.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StartTimesTest {

    @Test
    void behavesAsAMapWhateverTheOrderOfEnds() {
        Random random = new Random(7);
        StartTimes times = new StartTimes(100);
        Map<Integer, Long> expected = new HashMap<>();
        List<Integer> open = new ArrayList<>();
        for (int number = 1, step = 0; step < 100_000; step++) {
            if (open.size() < 100 && random.nextBoolean()) {
                times.put(number, step);
                expected.put(number, (long) step);
                open.add(number);
                number += 2;
            } else if (!open.isEmpty()) {
                int ended = open.remove(random.nextInt(open.size()));
                assertThat(times.take(ended)).isEqualTo(expected.remove(ended));
                assertThat(times.take(ended)).isEqualTo(Long.MIN_VALUE);
            }
            assertThat(times.size()).isEqualTo(open.size());
        }
    }
}
