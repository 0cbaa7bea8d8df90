package loglog.app.laws;

import loglog.app.UserError;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the intervals are made that resamples give: their level, how many resamples, and from which random numbers. */
public final class IntervalOptions {
    private static final int MOST_RESAMPLES = 100_000;
    private static final int LEAST_RESAMPLES = 20;

    @Mixin
    LevelOption level = new LevelOption();

    @Option(
            names = "--bootstrap",
            paramLabel = "N",
            description = "resamples for the intervals (default: ${DEFAULT-VALUE})")
    int resamples;

    @Mixin
    SeedOption seed = new SeedOption();

    /** So many resamples where no number is given. */
    public IntervalOptions(int usual) {
        this.resamples = usual;
    }

    /**
     * Checks what was given before work is done.
     *
     * @throws UserError for a level or a number of resamples that is none
     */
    public void check() {
        level.value();
        if (resamples < LEAST_RESAMPLES || resamples > MOST_RESAMPLES) {
            throw new UserError("--bootstrap: found %d, expected %d to %d resamples"
                    .formatted(resamples, LEAST_RESAMPLES, MOST_RESAMPLES));
        }
    }

    /** The level of the intervals. */
    public double level() {
        return level.value();
    }

    /** How many resamples, after {@link #check}. */
    public int resamples() {
        return resamples;
    }

    /** The seed. */
    public long seed() {
        return seed.value();
    }
}
