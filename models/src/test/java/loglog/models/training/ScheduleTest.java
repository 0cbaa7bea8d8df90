package loglog.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import loglog.runs.DataException;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void warmsUpInAStraightLine() {
        for (var kind : Schedule.Kind.values()) {
            var s = new Schedule(kind, 0.1, kind == Schedule.Kind.WARMUP_STABLE_DECAY ? 0.2 : 0, 0.1);
            assertThat(s.at(0, 100)).isEqualTo(0.1);
            assertThat(s.at(4, 100)).isEqualTo(0.5);
            assertThat(s.at(9, 100)).isEqualTo(1);
        }
    }

    @Test
    void endsAtItsFloor() {
        assertThat(new Schedule(Schedule.Kind.CONSTANT, 0, 0, 0).at(99, 100)).isEqualTo(1);
        assertThat(new Schedule(Schedule.Kind.COSINE, 0, 0, 0.1).at(99, 100)).isEqualTo(0.1);
        assertThat(new Schedule(Schedule.Kind.COSINE, 0, 0, 0.1).at(49, 100)).isEqualTo(0.55);
        assertThat(new Schedule(Schedule.Kind.LINEAR, 0, 0, 0).at(74, 100)).isEqualTo(0.25);
        var stable = new Schedule(Schedule.Kind.WARMUP_STABLE_DECAY, 0.1, 0.2, 0);
        assertThat(stable.at(79, 100)).isEqualTo(1);
        assertThat(stable.at(89, 100)).isEqualTo(0.5);
        assertThat(stable.at(99, 100)).isEqualTo(0);
    }

    @Test
    void refusesSharesThatDoNotFit() {
        assertThatThrownBy(() -> new Schedule(Schedule.Kind.WARMUP_STABLE_DECAY, 0.6, 0.6, 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("0.6");
    }
}
