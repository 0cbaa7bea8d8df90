package loglog.app.rates;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import loglog.app.UserError;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.IntervalOptions;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.Waiting;
import loglog.laws.Interval;
import loglog.laws.rates.RepeatedSampling;
import loglog.laws.rates.SampleCounts;
import loglog.tables.Table;
import loglog.tables.Tables;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog coverage}: the law of repeated sampling for a table of problems, samples and successes. */
@Command(
        name = "coverage",
        description = {
            "Repeated sampling: how many problems are solved by at least one of k samples, the law exp(a k^b) of it with"
                    + " intervals, how the problems' difficulty is spread, and what more samples would solve.",
            "The table has columns problem, samples, successes, and for several models model; without a column of"
                    + " samples a row is one sample, right or wrong."
        })
public final class CoverageCommand implements Runnable {
    private static final int MOST_MODELS = 1000;

    /** What is forecast where nothing is asked for, in multiples of the samples that were drawn. */
    private static final long[] AHEAD = {4, 16};

    /** The rehearsal forecasts the last coverage from so many times fewer samples. */
    private static final long REHEARSED = 16;

    private static final long MOST_K = 1L << 40;

    @Parameters(
            paramLabel = "COUNTS",
            arity = "1..*",
            description = "tables: CSV, TSV, JSON, JSONL or Parquet; files, globs, or - for standard input")
    List<String> files;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--problem",
            paramLabel = "COLUMN",
            description = "column of problems (default: recognized by its name)")
    String problem;

    @Option(
            names = "--samples",
            paramLabel = "COLUMN",
            description = "column of how many samples were drawn (default: recognized by its name)")
    String samples;

    @Option(
            names = "--successes",
            paramLabel = "COLUMN",
            description = "column of how many of them are right (default: recognized by its name)")
    String successes;

    @Option(
            names = "--model",
            paramLabel = "COLUMN",
            description = "column of models (default: recognized by its name)")
    String model;

    @Option(
            names = "--at",
            split = ",",
            paramLabel = "K",
            description =
                    "numbers of samples whose coverage is wanted; beyond those drawn it is a forecast (default: 4 and"
                            + " 16 times those drawn)")
    List<Long> at;

    @Option(
            names = "--first",
            paramLabel = "N",
            description = "as if only N samples of each problem had been drawn, by lot (default: all)")
    Long first;

    @Mixin
    IntervalOptions intervals = new IntervalOptions(1000);

    /**
     * What is said of a model.
     *
     * @param rows of the table that it is of
     * @param fitted null where no sample solved a problem
     * @param forecasts beyond the samples that were drawn
     * @param measured of what was asked for within them
     * @param rehearsal the last coverage as it was forecast from fewer samples; null where there are too few
     */
    record ModelAnswer(
            String name,
            long rows,
            SampleCounts counts,
            RepeatedSampling fitted,
            List<RepeatedSampling.AtK> measured,
            List<RepeatedSampling.AtK> forecasts,
            Rehearsal rehearsal,
            List<String> warnings) {}

    /** A forecast of what is known: coverage at k, from so many samples a problem. */
    record Rehearsal(long from, long k, Interval forecast, double measured) {}

    @Override
    public void run() {
        check();
        output.show(Waiting.on("reading and fitting " + String.join(", ", files), this::answer), "row");
    }

    private void check() {
        intervals.check();
        if (first != null && first < 2) {
            throw new UserError("--first: found %d, expected at least 2 samples".formatted(first));
        }
        for (long k : at == null ? List.<Long>of() : at) {
            if (k < 1 || k > MOST_K) {
                throw new UserError("--at: found %d, expected 1 to %d samples".formatted(k, MOST_K));
            }
        }
    }

    private String named() {
        var one = Path.of(files.getFirst()).getFileName();
        return (one == null ? files.getFirst() : one.toString())
                + (files.size() == 1 ? "" : " and %d other files".formatted(files.size() - 1));
    }

    private ReadyAnswer answer() {
        var table = Tables.read(files);
        var counts = CountsTable.of(table, problem, samples, successes, model);
        var answers = answers(table, counts.read());
        var named = named();
        return new ReadyAnswer(
                first == null
                        ? counts.source()
                        : counts.source().assuming(Format.of(first, "sample") + " of each problem, by lot"),
                CoverageSheet.of(answers, named, intervals.level(), intervals.resamples()),
                CoverageJson.of(answers, named, intervals.level(), intervals.resamples()));
    }

    private List<ModelAnswer> answers(Table table, List<CountsTable.Read> reads) {
        if (reads.size() > MOST_MODELS) {
            throw new UserError("%s: found %d models, expected at most %d; --model names the column of models"
                    .formatted(table.source(), reads.size(), MOST_MODELS));
        }
        boolean any = reads.stream().anyMatch(read -> read.counts().successes() > 0);
        if (!any) {
            throw new UserError("%s: found no success in %s, expected at least one: a coverage of 0 has no law"
                    .formatted(table.source(), reads.size() == 1 ? "any problem" : "any model's problems"));
        }
        return reads.stream().map(read -> answer(read, table.source())).toList();
    }

    private ModelAnswer answer(CountsTable.Read read, String source) {
        var of = read.name() == null ? source : "%s, model %s".formatted(source, read.name());
        var counts = read.counts();
        if (counts.problems() < 2) {
            throw new UserError(
                    "%s: found 1 problem, expected at least 2: intervals come from resampling problems".formatted(of));
        }
        if (first != null) {
            if (first > counts.leastSamples()) {
                throw new UserError("--first: found %d, expected at most %d, the fewest samples of a problem in %s"
                        .formatted(first, counts.leastSamples(), of));
            }
            counts = counts.first(first, new SplittableRandom(intervals.seed()));
        }
        var warnings = new ArrayList<String>();
        if (read.repeated() > 0) {
            warnings.add(
                    "%s of a problem that stands before, added to it".formatted(Format.of(read.repeated(), "row")));
        }
        if (counts.leastSamples() < counts.mostSamples()) {
            warnings.add("problems have %d to %d samples; coverage is known without bias up to the fewest, %d"
                    .formatted(counts.leastSamples(), counts.mostSamples(), counts.leastSamples()));
        }
        if (counts.successes() == 0) {
            warnings.add("no sample of any problem is a success, so there is no law");
            return new ModelAnswer(read.name(), read.rows(), counts, null, List.of(), List.of(), null, warnings);
        }
        var fitted = RepeatedSampling.of(counts, intervals.level(), intervals.resamples(), intervals.seed());
        if (fitted.law() == null) {
            warnings.add(
                    counts.leastSamples() < 2
                            ? "a problem has one sample alone, so there is no law in k"
                            : "nearly all problems are solved by one sample, so there is no law of the others");
        } else if (fitted.verdict() == RepeatedSampling.Verdict.NO_HEAVY_TAIL
                || fitted.verdict() == RepeatedSampling.Verdict.PLATEAU) {
            warnings.add(fitted.verdict().words());
        }
        var measured = new ArrayList<RepeatedSampling.AtK>();
        var forecasts = new ArrayList<RepeatedSampling.AtK>();
        for (long k : wanted(counts.leastSamples())) {
            if (k <= counts.leastSamples()) {
                measured.add(new RepeatedSampling.AtK(
                        k, fitted.measured(k, intervals.level(), intervals.resamples(), intervals.seed())));
            } else if (fitted.reach() != null) {
                forecasts.add(new RepeatedSampling.AtK(k, fitted.reach().at(k)));
            }
        }
        return new ModelAnswer(
                read.name(), read.rows(), counts, fitted, measured, forecasts, rehearsal(fitted), warnings);
    }

    private TreeSet<Long> wanted(long drawn) {
        var ks = new TreeSet<Long>();
        if (at != null) {
            ks.addAll(at);
        } else {
            for (long times : AHEAD) {
                ks.add(times * drawn);
            }
        }
        return ks;
    }

    private Rehearsal rehearsal(RepeatedSampling fitted) {
        var counts = fitted.counts();
        long k = fitted.coverage().getLast().k();
        long from = k / REHEARSED;
        if (from < 4 || counts.problems() > 100_000) {
            return null;
        }
        var fewer = counts.first(from, new SplittableRandom(intervals.seed()));
        if (fewer.successes() == 0) {
            return null;
        }
        var before = RepeatedSampling.of(fewer, intervals.level(), intervals.resamples(), intervals.seed());
        return before.reach() == null
                ? null
                : new Rehearsal(
                        from,
                        k,
                        before.reach().at(k),
                        fitted.coverage().getLast().value().value());
    }
}
