package loglog.forecast.takeoff;

/**
 * A number that a model of takeoff needs, with its published range.
 *
 * @param name as it is set: {@code software_returns}
 * @param unit its unit; {@code share}, {@code rho} and the others decide the scale that draws are spread on
 * @param conservative the end of its range that makes takeoff late or slow
 * @param bestGuess its published middle
 * @param aggressive the other end; below the conservative one for some
 * @param what it is
 * @param source who published it
 */
public record Input(
        String name,
        String unit,
        double conservative,
        double bestGuess,
        double aggressive,
        String what,
        String source) {

    /** Whether its source gives a range and not one number. */
    public boolean varies() {
        return conservative != aggressive;
    }

    /**
     * The value at a quantile of its range: half of the draws on each side of the best guess, spread evenly on the logarithm (for
     * shares, on the logarithm of the odds), as Davidson's own Monte Carlo spreads them.
     *
     * @param quantile from 0, the conservative end, to 1, the aggressive one
     */
    public double at(double quantile) {
        double from = scaled(quantile < 0.5 ? conservative : bestGuess);
        double to = scaled(quantile < 0.5 ? bestGuess : aggressive);
        return from == to
                ? bestGuess
                : unscaled(from + (quantile < 0.5 ? 2 * quantile : 2 * quantile - 1) * (to - from));
    }

    private double scaled(double value) {
        return switch (unit) {
            case "share" -> Math.log(value / (1 - value));
            case "rho" -> Math.log(-value);
            default -> Math.log(value);
        };
    }

    private double unscaled(double scaled) {
        return switch (unit) {
            case "share" -> 1 / (1 + Math.exp(-scaled));
            case "rho" -> -Math.exp(scaled);
            default -> Math.exp(scaled);
        };
    }
}
