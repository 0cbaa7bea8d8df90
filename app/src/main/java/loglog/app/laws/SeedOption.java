package loglog.app.laws;

import picocli.CommandLine.Option;

/** Where random numbers begin: the same seed gives the same answer. */
public final class SeedOption {
    @Option(names = "--seed", paramLabel = "S", description = "seed of the random numbers (default: ${DEFAULT-VALUE})")
    long seed = 1;

    /** The seed. */
    public long value() {
        return seed;
    }
}
