package loglog.lab.results;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import loglog.laws.Observations;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.runs.Metric;
import loglog.runs.Problem;
import loglog.runs.RunFolder;
import loglog.runs.RunRole;
import loglog.runs.reader.CheckedRun;
import loglog.runs.reader.RunFolders;
import loglog.runs.reader.StoredRun;

/**
 * The finished runs in a folder, at any depth: the table that laws are fitted to. Rebuilt from the run folders each time.
 *
 * @param rows by name
 * @param problems folders that could not be read
 */
public record Results(List<Result> rows, List<Problem> problems) {
    public Results {
        rows = List.copyOf(rows);
        problems = List.copyOf(problems);
    }

    /** Reads every finished run below a folder. A damaged one is left out and named. */
    public static Results read(Path root) {
        var folders = RunFolders.below(root);
        var results = of(folders);
        return new Results(
                results.rows,
                Stream.concat(folders.problems().stream(), results.problems.stream())
                        .toList());
    }

    /**
     * The finished runs of folders that were read.
     *
     * @return with the problems that the folders do not know themselves
     */
    public static Results of(RunFolders folders) {
        var read = folders.runs().parallelStream()
                .filter(run -> run.status().equals(StoredRun.FINISHED))
                .map(Read::of)
                .toList();
        return new Results(
                read.stream()
                        .flatMap(r -> r.result.stream())
                        .sorted(Comparator.comparing(Result::name))
                        .toList(),
                read.stream().flatMap(r -> r.problem.stream()).toList());
    }

    /** A result, or why there is none. */
    private record Read(Optional<Result> result, Optional<Problem> problem) {
        static Read of(StoredRun run) {
            try {
                return new Read(Results.result(run.name(), run.folder()), Optional.empty());
            } catch (DataException e) {
                return new Read(Optional.empty(), Optional.of(e.problem()));
            }
        }
    }

    /**
     * One run; empty where it has not finished.
     *
     * @param name that it goes by
     * @throws DataException where it is damaged
     */
    public static Optional<Result> result(String name, Path folder) {
        return CheckedRun.finished(new RunFolder(folder))
                .map(run -> new Result(
                        folder,
                        name,
                        run.id(),
                        run.settings(),
                        run.scale("params"),
                        run.scale("tokens"),
                        run.scale("flops"),
                        run.metric(),
                        run.value(),
                        run.uniqueTokens()));
    }

    /** The rows that meet a condition. */
    public Results where(Predicate<Result> condition) {
        return new Results(rows.stream().filter(condition).toList(), problems);
    }

    /** Those that laws are fitted to: not trunks, and not runs that verified a forecast. */
    public Results observed() {
        return where(r -> r.role() == RunRole.OBSERVATION);
    }

    /** The rows as a table shows them: by compute, then by seed; by name where both are alike. */
    public List<Result> byScale() {
        return rows.stream()
                .sorted(Comparator.comparingDouble(Result::flops)
                        .thenComparing(Result::recipe)
                        .thenComparingLong(r -> r.id().seed())
                        .thenComparing(Result::name))
                .toList();
    }

    /** What the rows are measured by; runs of one study share it. */
    public Metric metric() {
        return rows.isEmpty() ? Metric.VALIDATION_LOSS : rows.getFirst().metric();
    }

    public int size() {
        return rows.size();
    }

    /** As observations of params, tokens and flops. */
    public Observations observations() {
        return Observations.of(
                        rows.stream().mapToDouble(Result::params).toArray(),
                        rows.stream().mapToDouble(Result::tokens).toArray(),
                        rows.stream().mapToDouble(Result::value).toArray())
                .with("flops", rows.stream().mapToDouble(Result::flops).toArray());
    }

    /** What the rows say, as one number: SHA-256 of names, scales and losses to the last bit. */
    public String digest() {
        var text = new StringBuilder();
        for (var r : rows) {
            text.append(r.name()).append('\t');
            for (double value : new double[] {r.params(), r.tokens(), r.flops(), r.value()}) {
                text.append(Double.toHexString(value)).append('\t');
            }
            text.append('\n');
        }
        return Digests.of(text.toString());
    }
}
