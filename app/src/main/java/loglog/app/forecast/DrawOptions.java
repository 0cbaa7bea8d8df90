package loglog.app.forecast;

import loglog.app.UserError;
import loglog.app.laws.LevelOption;
import loglog.app.laws.SeedOption;
import loglog.tables.Numbers;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a forecast is drawn. */
final class DrawOptions {
    private static final int LEAST = 100;
    private static final int MOST = 200_000;

    /** In memory at a time: 160 MB. */
    private static final long MOST_NUMBERS = 20_000_000;

    @Option(
            names = "--draws",
            paramLabel = "N",
            description = "random draws of everything uncertain (default: ${DEFAULT-VALUE})")
    int draws = 10_000;

    @Mixin
    SeedOption seed = new SeedOption();

    @Mixin
    LevelOption level = new LevelOption();

    double level() {
        return level.value();
    }

    long seed() {
        return seed.value();
    }

    /**
     * Checks that the draws of so many inputs fit into the memory.
     *
     * @throws UserError where they do not
     */
    void check(int inputs) {
        if ((long) draws * inputs > MOST_NUMBERS) {
            throw new UserError("--draws: found %d of %d entries, expected at most %d of so many"
                    .formatted(draws, inputs, MOST_NUMBERS / inputs));
        }
    }

    void check() {
        if (draws < LEAST || draws > MOST) {
            throw new UserError("--draws: found %d, expected %d to %d".formatted(draws, LEAST, MOST));
        }
        level.value();
    }

    String percent() {
        return Shown.percent(level());
    }

    /** A positive number that was typed, which may read 400B or 1.5e12. */
    static double positive(String option, String typed, String such) {
        var value = Numbers.parse(typed);
        if (value.isEmpty() || !(value.getAsDouble() > 0)) {
            throw new UserError(
                    "%s: found \"%s\", expected a number above 0, such as %s".formatted(option, typed, such));
        }
        return value.getAsDouble();
    }
}
