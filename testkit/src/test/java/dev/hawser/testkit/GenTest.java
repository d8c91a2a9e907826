package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenTest {

    @Test
    void aFailureIsShrunkToItsLeastFormAndNamesItsSeed() {
        List<Integer> last = new ArrayList<>();
        assertThatThrownBy(() -> Gen.check("a sum below 100", 50, choices -> {
                    last.clear();
                    int sum = 0;
                    while (choices.oneIn(2) || last.size() < 3) {
                        last.add(choices.below(1_000));
                        sum += last.getLast();
                        if (last.size() > 20) break;
                    }
                    if (sum >= 100) throw new AssertionError("sum " + sum);
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("-Dhawser.seed=")
                .hasMessageContaining("sum 100");
    }

    @Test
    void whatHoldsIsRunAsOftenAsAskedFor() {
        int[] runs = {0};
        Gen.check("nothing", 25, choices -> {
            runs[0]++;
            assertThat(choices.between(3, 5)).isBetween(3, 5);
            assertThat(choices.octets(4).length).isBetween(0, 4);
            assertThat(choices.of("a", "b")).isIn("a", "b");
        });
        assertThat(runs[0]).isEqualTo(25);
    }

    @Test
    void theSameNameDrawsTheSame() {
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        Gen.check("same", 3, c -> first.add(c.any()));
        Gen.check("same", 3, c -> second.add(c.any()));
        assertThat(first).isEqualTo(second).doesNotHaveDuplicates();
    }
}
