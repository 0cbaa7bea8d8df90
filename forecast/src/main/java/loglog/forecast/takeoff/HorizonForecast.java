package loglog.forecast.takeoff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import loglog.forecast.CounterRandom;
import loglog.forecast.takeoff.HorizonExtension.Beliefs;
import loglog.forecast.takeoff.HorizonExtension.Draw;
import loglog.forecast.takeoff.HorizonExtension.Growth;
import loglog.forecast.takeoff.HorizonExtension.Normals;
import loglog.forecast.takeoff.HorizonExtension.Range;
import loglog.forecast.takeoff.TakeoffForecast.Curve;
import loglog.forecast.takeoff.TakeoffForecast.Outcome;
import loglog.forecast.takeoff.TakeoffForecast.Panel;
import loglog.forecast.takeoff.TakeoffForecast.Swing;
import loglog.runs.DataException;

/** {@link HorizonExtension} and {@link HorizonTakeoff}, put together. */
public final class HorizonForecast {
    private HorizonForecast() {}

    /**
     * A forecast.
     *
     * @param name whose beliefs they are
     * @throws DataException where there is no draw
     */
    public static TakeoffForecast of(Beliefs beliefs, String name, int draws, long seed, double level) {
        if (draws < 1) {
            throw new DataException("found %d draws, expected at least 1: this model is one of draws".formatted(draws));
        }
        var drawn = Arrays.asList(HorizonExtension.draw(beliefs, draws, seed));
        var phases = Arrays.asList(HorizonTakeoff.draw(draws, seed));
        var median = HorizonExtension.of(beliefs, median(beliefs));
        var outcomes = new ArrayList<Outcome>();
        var of = new Object() {
            void add(String key, String what, String unit, double central, double[] values) {
                outcomes.add(Outcome.of(key, what, unit, central, values, level));
            }
        };
        of.add("superhuman_coder", "superhuman coder", "year", later(median.year()), years(drawn));
        of.add(
                "doublings",
                "doublings of the time horizon to it",
                "doublings",
                median.doublings(),
                Ensemble.each(drawn, Draw::doublings));
        of.add(
                "months",
                "months to it at today's pace of research",
                "months",
                median.months(),
                Ensemble.each(drawn, Draw::months));
        for (var growth : Growth.values()) {
            var kind = growth.name().toLowerCase(java.util.Locale.ROOT);
            var part = drawn.stream().filter(draw -> draw.growth() == growth).toList();
            if (!part.isEmpty()) {
                of.add(
                        "months_" + kind,
                        "the same, where growth is " + kind,
                        "months",
                        Double.NaN,
                        Ensemble.each(part, Draw::months));
            }
        }
        phase(of::add, "sar_years", "then to a superhuman AI researcher", phases, HorizonTakeoff.Draw::sar);
        phase(of::add, "siar_years", "then to a superintelligent AI researcher", phases, HorizonTakeoff.Draw::siar);
        phase(of::add, "asi_years", "then to general superintelligence", phases, HorizonTakeoff.Draw::asi);

        double[] grid = Ensemble.years(2025, HorizonExtension.LATEST - 0.25, 0.25);
        var curves = new ArrayList<Curve>();
        curves.add(Ensemble.arrived("all draws", grid, years(drawn)));
        for (var growth : Growth.values()) {
            var part = drawn.stream().filter(draw -> draw.growth() == growth).toList();
            if (!part.isEmpty()) {
                curves.add(Ensemble.arrived(growth.name().toLowerCase(java.util.Locale.ROOT), grid, years(part)));
            }
        }
        return new TakeoffForecast(
                "ai2027",
                "the time-horizon extension of AI 2027, and its takeoff",
                "the median of each input of " + name + ", growth exponential",
                draws,
                0,
                level,
                HorizonExtension.LATEST,
                outcomes,
                List.of(new Panel("superhuman coder by year", "date [year]", "share of draws", curves)),
                swings(beliefs),
                outcomes.getFirst(),
                List.of(
                        "a superexponential trend reaches any time horizon in finite time: each doubling being 10% easier, all of"
                                + " them together take no more than ten times the first, wherever one starts",
                        "whether long horizons on benchmark tasks are what research needs",
                        "compute as a limit of research: it only sets a pace, which halves in 2029",
                        "the authors' own adjustment for all else: Eli Lifland's all-things-considered median was 2030"
                                + " (2026 to 2050)",
                        "competition, secrecy, policy, accidents, and any choice to slow down"));
    }

    private interface Adder {
        void add(String key, String what, String unit, double central, double[] values);
    }

    private static void phase(
            Adder outcomes,
            String key,
            String what,
            List<HorizonTakeoff.Draw> phases,
            ToDoubleFunction<HorizonTakeoff.Draw> of) {
        outcomes.add(key, what, "years", Double.NaN, Ensemble.each(phases, of));
    }

    private static double[] years(List<Draw> draws) {
        return Ensemble.each(draws, draw -> later(draw.year()));
    }

    /** The authors stop the clock: what arrives then or later counts as never here. */
    private static double later(double year) {
        return year >= HorizonExtension.LATEST ? Double.POSITIVE_INFINITY : year;
    }

    /** Exponential growth, and all else at its median. */
    private static Normals median(Beliefs beliefs) {
        return new Normals(0, 0, 0, exponential(beliefs), 0, 0, 0);
    }

    private static double exponential(Beliefs beliefs) {
        return CounterRandom.normalQuantile((1 + beliefs.superexponential() + beliefs.subexponential()) / 2);
    }

    /** The year with each input at the ends of its 80% interval, the others at their medians. */
    private static List<Swing> swings(Beliefs beliefs) {
        double z = CounterRandom.normalQuantile(0.9);
        double easier = CounterRandom.normalQuantile(beliefs.superexponential() / 2);
        double harder = CounterRandom.normalQuantile(beliefs.superexponential() + beliefs.subexponential() / 2);
        double usual = exponential(beliefs);
        var swings = new ArrayList<Swing>();
        swings.add(late(
                beliefs,
                "horizon",
                "task length that a superhuman coder needs",
                beliefs.horizon(),
                "work months",
                s -> new Normals(s * z, 0, 0, usual, 0, 0, 0)));
        swings.add(late(
                beliefs,
                "doubling",
                "first doubling time of the time horizon",
                beliefs.doubling(),
                "months",
                s -> new Normals(0, s * z, 0, usual, 0, 0, 0)));
        swings.add(late(
                beliefs,
                "cost_and_speed",
                "from able to fast and cheap",
                beliefs.costSpeed(),
                "months",
                s -> new Normals(0, 0, s * z, usual, 0, 0, 0)));
        swings.add(soon(
                beliefs,
                "delay",
                "from what labs have to what is announced",
                beliefs.delay(),
                "months",
                s -> new Normals(0, 0, 0, usual, s * z, 0, 0)));
        swings.add(soon(
                beliefs,
                "speedup_now",
                "speed-up of research by AI today, less 1",
                beliefs.speedupNow(),
                "ratio",
                s -> new Normals(0, 0, 0, usual, 0, s * z, 0)));
        swings.add(soon(
                beliefs,
                "speedup_at_sc",
                "speed-up with a superhuman coder, less 1",
                beliefs.speedupAtSc(),
                "ratio",
                s -> new Normals(0, 0, 0, usual, 0, 0, s * z)));
        swings.add(new Swing(
                "growth",
                "whether doublings get harder or easier",
                "subexponential",
                "superexponential",
                year(beliefs, new Normals(0, 0, 0, harder, 0, 0, 0)),
                year(beliefs, new Normals(0, 0, 0, easier, 0, 0, 0))));
        swings.sort(Comparator.comparingDouble((Swing swing) -> swing.span(HorizonExtension.LATEST))
                .reversed());
        return List.copyOf(swings);
    }

    /** An input that is conservative where it is large. */
    private static Swing late(
            Beliefs beliefs, String name, String what, Range range, String unit, DoubleFunction<Normals> at) {
        return new Swing(
                name,
                what,
                Ensemble.quantity(range.high(), unit),
                Ensemble.quantity(range.low(), unit),
                year(beliefs, at.apply(1)),
                year(beliefs, at.apply(-1)));
    }

    /** An input that is aggressive where it is large. */
    private static Swing soon(
            Beliefs beliefs, String name, String what, Range range, String unit, DoubleFunction<Normals> at) {
        return new Swing(
                name,
                what,
                Ensemble.quantity(range.low(), unit),
                Ensemble.quantity(range.high(), unit),
                year(beliefs, at.apply(-1)),
                year(beliefs, at.apply(1)));
    }

    private static double year(Beliefs beliefs, Normals normals) {
        return later(HorizonExtension.of(beliefs, normals).year());
    }
}
