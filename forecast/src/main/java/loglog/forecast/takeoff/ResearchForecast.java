package loglog.forecast.takeoff;

import java.util.List;
import java.util.stream.IntStream;
import loglog.forecast.takeoff.TakeoffForecast.Panel;

/** {@link AutomatedResearch} with draws from the published ranges of its inputs. */
public final class ResearchForecast {
    private static final double DRAWN_UNTIL = 2050;

    private ResearchForecast() {}

    private record Drawn(ResearchRun.Milestones milestones, double[] software, double[] automated) {}

    /**
     * A forecast.
     *
     * @param inputs of the central run; fixed the names of those that draws and swings leave as they are
     * @param draws how many; 0 for the central run alone, without swings
     * @throws loglog.runs.DataException where an input is out of its range, in one sentence
     */
    public static TakeoffForecast of(
            Inputs inputs, List<String> fixed, String central, int draws, long seed, double level, double until) {
        var run = AutomatedResearch.run(inputs, until);
        var years = Ensemble.years(AutomatedResearch.START, Math.min(until, DRAWN_UNTIL), 0.25);
        var drawn = IntStream.range(0, draws)
                .parallel()
                .mapToObj(i -> drawn(AutomatedResearch.run(inputs.drawn(seed, i, fixed), until), years))
                .toList();
        var of = new Outcomes<>(
                run.milestones(), drawn.stream().map(Drawn::milestones).toList(), level);
        of.add("automated_20", "20% of AI research tasks automated", "year", ResearchRun.Milestones::share20);
        of.add("automated_50", "50% of AI research tasks automated", "year", ResearchRun.Milestones::share50);
        of.add("automated_100", "all AI research tasks automated", "year", ResearchRun.Milestones::share100);
        of.add("takeoff_years", "from 20% to all", "years", ResearchRun.Milestones::takeoff);
        of.add("multiplier_10", "ten times the research of people alone", "year", ResearchRun.Milestones::multiplier10);
        of.add(
                "multiplier_at_50",
                "research over people's alone, half automated",
                "times",
                ResearchRun.Milestones::multiplier50);
        of.add(
                "software_oom_in_year_after",
                "software gained in the year after full automation",
                "OOM",
                ResearchRun.Milestones::yearAfter);
        var outcomes = of.all();
        var panels = List.of(
                new Panel(
                        "software gained by automated research",
                        "date [year]",
                        "software over that of 2025 [OOM]",
                        List.of(Ensemble.fan(
                                "software",
                                years,
                                i -> run.softwareOom(years[i]),
                                list(drawn, Drawn::software),
                                level))),
                new Panel(
                        "share of AI research tasks that is automated",
                        "date [year]",
                        "share of tasks",
                        List.of(Ensemble.fan(
                                "automated",
                                years,
                                i -> run.automated(years[i]),
                                list(drawn, Drawn::automated),
                                level))));
        var swings = draws == 0
                ? List.<TakeoffForecast.Swing>of()
                : Ensemble.swings(
                        inputs,
                        fixed,
                        until,
                        changed -> AutomatedResearch.run(changed, until)
                                .milestones()
                                .share100());
        return new TakeoffForecast(
                "own",
                "automated AI research feeding back into algorithmic progress (Loglog's own model)",
                central,
                draws,
                0,
                level,
                until,
                outcomes,
                panels,
                swings,
                outcomes.get(2),
                List.of(
                        "serial time: an experiment, a training run or a hire takes none here, so that software may gain several"
                                + " OOM in a day; read such a pace as faster than the model can tell",
                        "unhobbling, data and the quality of ideas: capability is effective compute alone",
                        "hardware research, the economy and money: physical compute grows as it is told to, faster research or not",
                        "correlations: inputs are drawn independently, and ranges are their sources' opinions more than"
                                + " measurements",
                        "competition, secrecy, policy, accidents, and any choice to slow down"));
    }

    private static Drawn drawn(ResearchRun run, double[] years) {
        return new Drawn(
                run.milestones(),
                java.util.Arrays.stream(years).map(run::softwareOom).toArray(),
                java.util.Arrays.stream(years).map(run::automated).toArray());
    }

    private static <T> List<double[]> list(List<T> drawn, java.util.function.Function<T, double[]> of) {
        return drawn.stream().map(of).toList();
    }
}
