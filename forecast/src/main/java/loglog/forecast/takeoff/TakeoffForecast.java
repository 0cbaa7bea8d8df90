package loglog.forecast.takeoff;

import java.util.List;
import loglog.forecast.Estimate;

/**
 * What a model of takeoff says.
 *
 * @param model its name on the command line
 * @param title what it is, with its source
 * @param central the preset or the beliefs of the central run, in words
 * @param draws how many there are; 0 for a single run
 * @param redrawn draws that were thrown away because something was automated at the start already
 * @param level share of draws inside intervals
 * @param until the last year looked at; dates after it are infinite
 * @param outcomes what was asked for
 * @param panels what to draw
 * @param swings how much each input alone moves {@code swingOf} from the central run, the greatest first
 * @param swingOf the outcome that the swings are of
 * @param leftOut what the model leaves out, a sentence each
 */
public record TakeoffForecast(
        String model,
        String title,
        String central,
        int draws,
        int redrawn,
        double level,
        double until,
        List<Outcome> outcomes,
        List<Panel> panels,
        List<Swing> swings,
        Outcome swingOf,
        List<String> leftOut) {

    /**
     * A date or a number.
     *
     * @param key of JSON
     * @param what it is, in words
     * @param unit {@code year}, {@code years}, {@code months}, {@code OOM}, {@code times} or {@code doublings}
     * @param central of the central run; infinite for never, NaN for none
     * @param estimate median and interval of the draws, infinite ends for never; of a single run the run itself
     * @param reached the share of draws in which it is reached
     */
    public record Outcome(String key, String what, String unit, double central, Estimate estimate, double reached) {
        /** Of draws, among which infinite is never. */
        static Outcome of(String key, String what, String unit, double central, double[] draws, double level) {
            if (draws.length == 0) {
                return new Outcome(
                        key,
                        what,
                        unit,
                        central,
                        new Estimate(central, central, central),
                        Double.isFinite(central) ? 1 : 0);
            }
            // No number (what a date that is not reached leaves undefined) counts as never, too.
            var known = java.util.Arrays.stream(draws)
                    .map(draw -> Double.isNaN(draw) ? Double.POSITIVE_INFINITY : draw)
                    .sorted()
                    .toArray();
            var estimate = Estimate.of(Estimate.quantile(known, 0.5), known, level);
            double reached =
                    java.util.Arrays.stream(known).filter(Double::isFinite).count() / (double) known.length;
            return new Outcome(key, what, unit, central, estimate, reached);
        }
    }

    /**
     * A chart.
     *
     * @param title what it shows; x and y its axes, with units
     */
    public record Panel(String title, String x, String y, List<Curve> curves) {}

    /**
     * A curve, with its interval where low and high are not null.
     *
     * @param name in the legend
     */
    public record Curve(String name, double[] x, double[] y, double[] low, double[] high) {}

    /**
     * What one input alone does.
     *
     * @param name of the input; what it is
     * @param conservativeInput its conservative end, with its unit; aggressiveInput likewise
     * @param conservative the outcome with the input there, the others as in the central run; aggressive likewise
     */
    public record Swing(
            String name,
            String what,
            String conservativeInput,
            String aggressiveInput,
            double conservative,
            double aggressive) {
        /** How far the two are apart; never counts as {@code until}. */
        public double span(double until) {
            return Math.abs(Math.min(conservative, until) - Math.min(aggressive, until));
        }
    }
}
