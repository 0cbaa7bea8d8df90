package loglog.forecast.takeoff;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import loglog.forecast.takeoff.TakeoffForecast.Panel;
import loglog.runs.DataException;

/** {@link Davidson} with draws between the presets' inputs. */
public final class DavidsonForecast {
    private static final double DRAWN_UNTIL = 2060;
    /** Between the seeds' draws of one place: a draw that is not admissible is drawn again so many places on. */
    private static final long AGAIN = 1L << 32;

    private static final int MOST_TRIES = 1000;

    private DavidsonForecast() {}

    private record Drawn(DavidsonRun.Milestones milestones, double[] automated) {}

    /**
     * A forecast.
     *
     * @param inputs of the central run; fixed the names of those that draws and swings leave as they are
     * @param draws how many; 0 for the central run alone, without swings
     * @throws DataException where an input is out of its range or no draw is admissible, in one sentence
     */
    public static TakeoffForecast of(
            Inputs inputs, List<String> fixed, String central, int draws, long seed, double level, double until) {
        var run = Davidson.run(inputs, Davidson.STEP, until);
        var years = Ensemble.years(Davidson.START, Math.min(until - Davidson.STEP, DRAWN_UNTIL), 0.5);
        var redrawn = new AtomicInteger();
        var drawn = IntStream.range(0, draws)
                .parallel()
                .mapToObj(i -> {
                    for (long again = 0; again < MOST_TRIES; again++) {
                        var drawnInputs = inputs.drawn(seed, i + again * AGAIN, fixed);
                        if (Davidson.isAdmissible(drawnInputs)) {
                            var one = Davidson.untilAllIsAutomated(drawnInputs, until);
                            return new Drawn(one.milestones(), automated(one, years));
                        }
                        redrawn.incrementAndGet();
                    }
                    throw new DataException("found no draw in a thousand in which nothing is automated in"
                            + " 2022, expected inputs that leave room for one");
                })
                .toList();
        var of = new Outcomes<>(
                run.milestones(), drawn.stream().map(Drawn::milestones).toList(), level);
        of.add("rampup_start", "the world wakes up", "year", DavidsonRun.Milestones::rampup);
        of.add("automation_rnd_20", "20% of R&D tasks automated", "year", DavidsonRun.Milestones::rnd20);
        of.add("automation_gns_20", "20% of goods and services automated", "year", DavidsonRun.Milestones::goods20);
        of.add("automation_rnd_100", "all R&D tasks automated", "year", DavidsonRun.Milestones::rnd100);
        of.add("automation_gns_100", "all goods and services automated", "year", DavidsonRun.Milestones::goods100);
        of.add("agi_year", "an AI that could do all of them", "year", DavidsonRun.Milestones::agi);
        of.add("takeoff_years", "goods and services, from 20% to all", "years", DavidsonRun.Milestones::takeoff);
        of.add("rnd_takeoff_years", "R&D, from 20% to all", "years", DavidsonRun.Milestones::rndTakeoff);
        var outcomes = of.all();
        var rows = run.rows();
        double[] grid = rows.stream()
                .mapToDouble(DavidsonRun.Row::year)
                .filter(year -> year <= DRAWN_UNTIL)
                .toArray();
        var panels = List.of(
                new Panel(
                        "share of tasks of goods and services that is automated",
                        "date [year]",
                        "share of tasks",
                        List.of(Ensemble.fan(
                                "automated",
                                years,
                                i -> automated(run, years)[i],
                                drawn.stream().map(Drawn::automated).toList(),
                                level))),
                new Panel(
                        "what grows, in the central run",
                        "date [year]",
                        "over 2022 [OOM]",
                        List.of(
                                curve("effective compute", grid, rows, DavidsonRun.Row::computeFlops),
                                curve("physical compute", grid, rows, DavidsonRun.Row::hardwareFlops),
                                curve("software", grid, rows, DavidsonRun.Row::software),
                                curve("gross world product", grid, rows, DavidsonRun.Row::gwp))));
        var swings = draws == 0
                ? List.<TakeoffForecast.Swing>of()
                : Ensemble.swings(
                        inputs,
                        fixed,
                        until,
                        changed -> Davidson.untilAllIsAutomated(changed, until)
                                .milestones()
                                .rnd100());
        return new TakeoffForecast(
                "davidson",
                "Davidson's full takeoff model (Open Philanthropy 2023; epoch-research/ftm)",
                central,
                draws,
                redrawn.get(),
                level,
                until,
                outcomes,
                panels,
                swings,
                outcomes.get(3),
                List.of(
                        "the published Monte Carlo draws training requirements from Cotra's distribution and correlates inputs;"
                                + " here each is drawn between the presets' values, independently",
                        "data, robots, regulation, and what people do with their wealth",
                        "the wake-up is a switch at one share of tasks, and the world spends alike everywhere",
                        "competition, secrecy, policy, accidents, and any choice to slow down"));
    }

    private static double[] automated(DavidsonRun run, double[] years) {
        var rows = run.rows();
        var shares = new double[years.length];
        for (int i = 0; i < shares.length; i++) {
            int row = (int) Math.round((years[i] - Davidson.START) / run.step());
            shares[i] = rows.get(Math.min(row, rows.size() - 1)).automatedGoods(); // nothing changes after it is all
        }
        return shares;
    }

    private static TakeoffForecast.Curve curve(
            String name, double[] grid, List<DavidsonRun.Row> rows, ToDoubleFunction<DavidsonRun.Row> of) {
        double start = of.applyAsDouble(rows.getFirst());
        var values = IntStream.range(0, grid.length)
                .mapToDouble(i -> Math.log10(of.applyAsDouble(rows.get(i)) / start))
                .toArray();
        return new TakeoffForecast.Curve(name, grid, values, null, null);
    }
}
