package loglog.app.answers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import loglog.laws.Allocation;
import loglog.laws.Law;
import loglog.laws.LifetimeCost;
import loglog.laws.Observations;
import loglog.laws.Optimum;
import loglog.laws.UniqueData;
import loglog.tables.Role;
import loglog.tables.Runs;
import loglog.words.Format;

/**
 * The runs that a question is about.
 *
 * @param observations the same as the laws read them
 * @param notes how they came about, a clause each
 * @param flopsPerToken FLOP per param and token: as given, or as the rows have it in the middle
 */
public record RunsRead(Runs runs, Observations observations, List<String> notes, double flopsPerToken) {
    private static final Pattern SHARE = Pattern.compile(
            "(.*[^a-z])?(acc|accuracy|exact_match|(success|pass|win|solve)_?rate|pass@?[0-9]+)([^a-z].*)?",
            Pattern.CASE_INSENSITIVE);

    public double[] axis(String name) {
        return observations.axis(name);
    }

    /** "runs.csv": what was read. */
    public String source() {
        return runs.table().source();
    }

    /** "245 runs of runs.csv", short enough for a title. */
    public String titled() {
        return Format.of(runs.size(), "run") + " of " + named();
    }

    /** "runs.csv": what was read, without the folders that it lies in, which are of this machine alone. */
    public String named() {
        return runs.table().named();
    }

    /** "runs.csv, line 17": where a run stood, by the part of its file's path that tells it from the others. */
    public String spot(int row) {
        return spots().apply(row);
    }

    /** {@link #spot} for many rows: what is done with a file's path is done once. */
    public IntFunction<String> spots() {
        var ends = new HashMap<String, String>();
        return row -> {
            var file = runs.file(row);
            return ends.computeIfAbsent(file, this::inCommonFolder) + place(row).substring(file.length());
        };
    }

    private String inCommonFolder(String file) {
        Path common = null;
        for (var name : runs.table().files()) {
            var parent = folder(name);
            common = common == null ? parent : shared(common, parent);
        }
        var relative =
                common == null ? Path.of(file) : common.relativize(Path.of(file).toAbsolutePath());
        return relative.toString().isEmpty() ? fileName(file) : relative.toString();
    }

    private static Path folder(String file) {
        return Path.of(file).toAbsolutePath().getParent();
    }

    private static Path shared(Path one, Path other) {
        var path = one;
        while (path != null && !other.startsWith(path)) {
            path = path.getParent();
        }
        return path;
    }

    private static String fileName(String file) {
        var name = Path.of(file).getFileName();
        return name == null ? file : name.toString();
    }

    /** How the runs came about, "; tokens = flops / (6 params)", to end a sentence with. */
    public String asNoted() {
        return notes.isEmpty() ? "" : "; " + String.join("; ", notes);
    }

    /** Training alone, at the rows' FLOP per param and token. */
    public LifetimeCost cost() {
        return new LifetimeCost(flopsPerToken, 0, 2);
    }

    /** The law's best model for this compute. */
    public Allocation optimum(Law law, double[] natural, double flops) {
        return Optimum.at(law, natural, flops, cost(), new UniqueData.Unlimited());
    }

    /** The loss of the law's best model by compute. */
    DoubleUnaryOperator frontier(Law law, double[] natural) {
        return Optimum.frontier(law, natural, cost(), new UniqueData.Unlimited());
    }

    /** Whether the metric is a share, by its column's name and its values: an accuracy or a rate from 0 to 1. */
    public boolean isShare() {
        var name = runs.columns().getOrDefault(Role.LOSS, "");
        return SHARE.matcher(name).matches()
                && Arrays.stream(observations.metric()).allMatch(value -> value >= 0 && value <= 1);
    }

    public boolean has(String axis) {
        return observations.has(axis);
    }

    public String place(int row) {
        return runs.place(row);
    }

    /** "params", "tokens", "flops": those that the rows have. */
    public List<String> axes() {
        return List.copyOf(observations.axes());
    }

    /** Where an answer that is made from them comes from. */
    public AnswerSource origin() {
        var origin = runs.origin();
        return new AnswerSource(
                runs.table().files(),
                origin.columns(),
                origin.rows(),
                runs.size(),
                origin.leftOut(),
                origin.assumptions(),
                runs.warnings());
    }
}
