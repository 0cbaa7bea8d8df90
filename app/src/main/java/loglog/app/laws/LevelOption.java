package loglog.app.laws;

import loglog.app.UserError;
import loglog.words.Format;
import picocli.CommandLine.Option;

/** Of which level intervals are. */
public final class LevelOption {
    @Option(
            names = "--level",
            paramLabel = "P",
            description = "level of the intervals, a share between 0 and 1 (default: ${DEFAULT-VALUE})")
    double level;

    /** The usual level, 0.9. */
    public LevelOption() {
        this(0.9);
    }

    /** The level where none is given. */
    public LevelOption(double usual) {
        this.level = usual;
    }

    /**
     * The level, above 0 and below 1.
     *
     * @throws UserError for any other
     */
    public double value() {
        if (!(level > 0 && level < 1)) {
            throw new UserError("--level: found %s, expected a share between 0 and 1, for example 0.9"
                    .formatted(Format.trim("" + level)));
        }
        return level;
    }
}
