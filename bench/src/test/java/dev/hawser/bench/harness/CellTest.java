package dev.hawser.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CellTest {

    @Test
    void theRatioIsTheMedianOfTheRatiosOfEqualRounds() {
        Cell slow = cell(2, 20, 6);
        Cell fast = cell(1, 5, 2);

        assertThat(slow.ratio(fast, Cell.Round::cpu)).isEqualTo(3);
    }

    @Test
    void aFailedRoundTakesNoPartButFailsTheCell() {
        Cell cell = cell(1, 3);
        cell.rounds.add(null);
        cell.failures.add("round 3: reset");

        assertThat(cell.median(Cell.Round::cpu)).isEqualTo(2);
        assertThat(cell.isWhole()).isFalse();
    }

    @Test
    void theSpreadIsToldInPercentOfTheMedian() {
        assertThat(cell(8, 10, 15).spread(Cell.Round::cpu)).containsExactly(new double[] {-20, 50}, within(1e-9));
    }

    @Test
    void serversAreSortedByCpuAndFailedOnesComeLast() {
        Cell failed = cell(1);
        failed.failures.add("no");
        var outcome = new Outcome(Row.ALL.getFirst(), List.of(failed, cell(3), cell(2)), List.of());

        assertThat(outcome.sorted()).last().isSameAs(failed);
        assertThat(outcome.sorted().getFirst().median(Cell.Round::cpu)).isEqualTo(2);
        assertThat(outcome.lines("x").getLast()).startsWith("peer", "failed").hasSameSizeAs(Outcome.COLUMNS);
        assertThat(outcome.lines("x").getFirst()).hasSameSizeAs(Outcome.COLUMNS);
        assertThat(outcome.isWhole()).isFalse();
    }

    @Test
    void whatLimitsARowIsReadFromTheFigures() {
        Cell ours = named("hawser", 4, 8);
        Cell limit = named("limit", 3, 6);
        limit.rounds.set(0, new Cell.Round(3, 1, 50, 99, 0, 0));
        limit.rounds.set(1, new Cell.Round(6, 1, 50, 97, 0, 0));

        assertThat(new Outcome(Row.ALL.getFirst(), List.of(ours, limit), List.of()).limits())
                .containsExactly(
                        "the client was the limit of the rate for limit",
                        "the canned answers' CPU is 75 % of that of hawser");
    }

    private static Cell cell(double... cpu) {
        return named("peer", cpu);
    }

    private static Cell named(String name, double... cpu) {
        var cell = new Cell(new Peer(name, "", false, Set.of(), place -> List.of()));
        for (double one : cpu) {
            cell.rounds.add(new Cell.Round(one, 1 / one, 50, 50, 0, 0));
        }
        return cell;
    }
}
