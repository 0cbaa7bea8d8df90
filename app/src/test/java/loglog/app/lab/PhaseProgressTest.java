package loglog.app.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** How far a study is once its models are trained. */
class PhaseProgressTest {
    @Test
    void whatWasDoneBeforeSaysNothingOfThePace() {
        try (var progress = new PhaseProgress("teaching students", 10, _ -> {})) {
            assertThat(progress.line(0)).isEqualTo("teaching students: 0 of 10 done");
            progress.done(4, 0.1);
            assertThat(progress.line(5)).isEqualTo("teaching students: 4 of 10 done");
            progress.done(2, 20);
            assertThat(progress.line(20)).isEqualTo("teaching students: 6 of 10 done, about 40 s left");
            progress.done(4, 60);
            assertThat(progress.line(60)).isEqualTo("teaching students: 10 of 10 done");
        }
    }

    @Test
    void whatAPersonShouldKeepIsSaidWhereItWasAsked() {
        var said = new ArrayList<String>();
        try (var progress = new PhaseProgress("asking models", 2, said::add)) {
            progress.say("16x1: 0.4 to 0.8 right");
        }
        assertThat(said).containsExactly("16x1: 0.4 to 0.8 right");
    }
}
