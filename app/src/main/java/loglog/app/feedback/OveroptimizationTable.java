package loglog.app.feedback;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import loglog.app.answers.AnswerSource;
import loglog.forecast.TableCells;
import loglog.laws.feedback.OveroptimizationCurve;
import loglog.laws.feedback.OveroptimizationForm;
import loglog.laws.rates.BestOfN;
import loglog.tables.Table;
import loglog.tables.TableException;
import loglog.tables.Where;

/** Reads tables of gold scores along optimizations of proxies, or of coefficients that were fitted to such. */
final class OveroptimizationTable {
    private static final String[] N = {"n", "best_of_n", "bon_n", "samples"};
    private static final String[] KL = {"kl", "kl_divergence", "kl_nats"};
    private static final String[] GOLD = {"gold", "gold_score", "gold_reward", "gold_rm_score", "true_reward"};
    private static final String[] PROXY = {"proxy", "proxy_score", "proxy_reward", "proxy_rm_score"};
    private static final String[] METHOD = {"method", "policy", "optimizer"};
    private static final String[] REPLICATE = {"seed", "replicate", "trial", "run"};
    private static final Map<String, String[]> SIZES = new LinkedHashMap<>();

    static {
        SIZES.put("params", new String[] {"proxy_params", "params", "rm_params", "proxy_size", "rm_size"});
        SIZES.put("pairs", new String[] {"pairs", "comparisons", "n_pairs", "labels", "rm_data"});
    }

    private static final long MOST_N = 1L << 53;

    /** The columns that options name; null for the usual names. */
    record Wanted(String n, String kl, String gold, String proxy, String replicate) {}

    /**
     * One setting: a size of the proxy, a number of pairs, a method.
     *
     * @param sizes in the order of {@link Read#sizes}
     * @param curves its replicates
     * @param proxies the proxy's score at the same distances; empty without a column of it
     * @param alpha where the table has the coefficients instead of curves
     */
    record Setting(
            String name,
            OveroptimizationForm form,
            double[] sizes,
            List<OveroptimizationCurve> curves,
            List<OveroptimizationCurve> proxies,
            double alpha,
            double beta) {}

    /**
     * What was read.
     *
     * @param sizes names of the sizes that settings have
     * @param inSamples whether distances are numbers of samples, n, else KL
     * @param isOfCoefficients whether the table has alpha and beta instead of curves
     */
    record Read(
            List<Setting> settings,
            List<String> sizes,
            boolean inSamples,
            boolean isOfCoefficients,
            AnswerSource source) {}

    private final Table table;
    private final Wanted wanted;
    private final OveroptimizationForm asked;
    private final Map<String, String> columns = new LinkedHashMap<>();
    private final Map<String, Integer> leftOut = new LinkedHashMap<>();
    private final List<String> assumptions = new ArrayList<>();
    private final Map<String, Integer> sizes = new LinkedHashMap<>();
    private final int method;
    private final int[] rows;

    private OveroptimizationTable(Table table, Wanted wanted, OveroptimizationForm asked, List<Where> where) {
        this.table = table;
        this.wanted = wanted;
        this.asked = asked;
        var conditions = where.stream()
                .mapToInt(w -> TableCells.need(table, "--where " + w, w.column()))
                .toArray();
        rows = IntStream.range(0, table.rows())
                .filter(row -> IntStream.range(0, conditions.length)
                        .allMatch(k -> where.get(k)
                                .keeps(table.text(row, conditions[k]), () -> table.place(row, conditions[k]))))
                .toArray();
        if (rows.length < table.rows()) {
            leftOut.put("do not meet the conditions", table.rows() - rows.length);
        }
        SIZES.forEach((name, usual) -> {
            int column = TableCells.find(table, usual);
            if (column >= 0) {
                sizes.put(name, column);
            }
        });
        method = TableCells.find(table, METHOD);
    }

    /**
     * Reads a table.
     *
     * @param form of all rows; null to tell by the columns
     * @throws TableException for columns that are not there and cells that are not understood
     */
    static Read read(Table table, Wanted wanted, OveroptimizationForm form, List<Where> where) {
        var reader = new OveroptimizationTable(table, wanted, form, where);
        boolean isOfCurves = wanted.gold != null || TableCells.find(table, GOLD) >= 0;
        return isOfCurves || reader.alpha() < 0 ? reader.curves() : reader.coefficients();
    }

    private int alpha() {
        return TableCells.find(table, "alpha", "alpha_bon", "alpha_rl");
    }

    private Read coefficients() {
        int alpha = alpha();
        var name = table.columns().get(alpha);
        int beta = TableCells.need(table, "--where", null, name.replace("alpha", "beta"));
        if (sizes.isEmpty()) {
            throw new TableException(
                    "%s: found coefficients but no column of params or pairs, expected what they change with; the columns are %s"
                            .formatted(table.source(), table.listedColumns()));
        }
        var form = asked != null
                ? asked
                : name.toLowerCase(Locale.ROOT).endsWith("rl")
                        ? OveroptimizationForm.REINFORCEMENT
                        : OveroptimizationForm.BEST_OF_N;
        used("alpha", alpha);
        used("beta", beta);
        var settings = new ArrayList<Setting>();
        for (int row : rows) {
            var a = TableCells.number(table, row, alpha);
            var b = TableCells.number(table, row, beta);
            if (a.isEmpty() || b.isEmpty()) {
                leftOut.merge("without alpha or beta", 1, Integer::sum);
                continue;
            }
            settings.add(
                    new Setting(name(row), form, sizes(row), List.of(), List.of(), a.getAsDouble(), b.getAsDouble()));
        }
        return result(settings, settings.size(), true, true);
    }

    /** Rows of one optimization, as they come. */
    private static final class Rows {
        private final List<double[]> points = new ArrayList<>();
        private int first;
    }

    private record Key(String setting, OveroptimizationForm form) {}

    private Read curves() {
        int gold = TableCells.need(table, "--gold", wanted.gold, GOLD);
        int n = find("--n", wanted.n, N);
        int kl = find("--kl", wanted.kl, KL);
        int proxy = find("--proxy", wanted.proxy, PROXY);
        int replicate = find("--replicate", wanted.replicate, REPLICATE);
        if (n < 0 && kl < 0) {
            throw new TableException(
                    "%s: found neither a column n (of the best of n) nor kl, expected one of them, or its name with --n or --kl; the columns are %s"
                            .formatted(table.source(), table.listedColumns()));
        }
        used("n", n);
        used("kl", kl);
        used("gold", gold);
        used("proxy", proxy);
        used("replicate", replicate);
        var settings = new LinkedHashMap<Key, Map<String, Rows>>();
        int counted = 0;
        for (int row : rows) {
            var score = TableCells.number(table, row, gold);
            double d = distance(row, n, kl);
            if (score.isEmpty() || Double.isNaN(d)) {
                leftOut.merge("without a distance or a gold score", 1, Integer::sum);
                continue;
            }
            var of = replicate < 0 ? "" : String.valueOf(table.text(row, replicate));
            var all = settings.computeIfAbsent(new Key(name(row), form(row, n)), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(of, _ -> new Rows());
            all.first = row;
            all.points.add(new double[] {
                d,
                score.getAsDouble(),
                proxy < 0 ? Double.NaN : TableCells.number(table, row, proxy).orElse(Double.NaN)
            });
            counted++;
        }
        if (settings.isEmpty()) {
            throw new TableException(
                    "%s: found no row with a distance and a gold score, expected some".formatted(table.source()));
        }
        if (n >= 0 && kl < 0) {
            assumptions.add("KL = ln n - (n - 1)/n, for scores without ties");
        }
        var made = new ArrayList<Setting>();
        settings.forEach((key, curves) -> {
            int row = curves.values().iterator().next().first;
            var of = new ArrayList<OveroptimizationCurve>();
            var ofProxy = new ArrayList<OveroptimizationCurve>();
            curves.values().forEach(curve -> {
                of.add(curve(curve.points, 1));
                if (proxy >= 0) {
                    ofProxy.add(curve(curve.points, 2));
                }
            });
            made.add(new Setting(key.setting, key.form, sizes(row), of, ofProxy, Double.NaN, Double.NaN));
        });
        return result(made, counted, n >= 0, false);
    }

    /** Scores above that of the first policy, where the table has it. */
    private OveroptimizationCurve curve(List<double[]> points, int column) {
        var known = points.stream().filter(p -> !Double.isNaN(p[column])).toList();
        var first = known.stream()
                .filter(p -> p[0] == 0)
                .mapToDouble(p -> p[column])
                .average();
        var said = first.isPresent()
                ? "scores are less that of the first policy, at d = 0"
                : "the first policy's score is 0, since the table has no row of it";
        if (column == 1 && !assumptions.contains(said)) {
            assumptions.add(said);
        }
        return new OveroptimizationCurve(
                known.stream().mapToDouble(p -> p[0]).toArray(),
                known.stream().mapToDouble(p -> p[column] - first.orElse(0)).toArray());
    }

    private Read result(List<Setting> settings, int counted, boolean inSamples, boolean isOfCoefficients) {
        var varied = new ArrayList<String>();
        var kept = new ArrayList<Integer>();
        var names = List.copyOf(sizes.keySet());
        for (int i = 0; i < names.size(); i++) {
            int at = i;
            var name = names.get(i);
            if (settings.stream().mapToDouble(s -> s.sizes[at]).distinct().count() > 1) {
                varied.add(name);
                kept.add(at);
            }
            used(name, sizes.get(name));
        }
        var fewer = settings.stream()
                .map(s -> new Setting(
                        s.name,
                        s.form,
                        kept.stream().mapToDouble(at -> s.sizes[at]).toArray(),
                        s.curves,
                        s.proxies,
                        s.alpha,
                        s.beta))
                .sorted((one, other) -> Arrays.compare(one.sizes, other.sizes))
                .toList();
        return new Read(
                fewer,
                varied,
                inSamples,
                isOfCoefficients,
                new AnswerSource(table.files(), columns, table.rows(), counted, leftOut, assumptions, List.of()));
    }

    private int find(String option, String given, String... usual) {
        return given == null ? TableCells.find(table, usual) : TableCells.need(table, option, given);
    }

    private void used(String quantity, int column) {
        if (column >= 0) {
            columns.put(quantity, table.columns().get(column));
        }
    }

    /** The distance sqrt(KL) of a row; NaN where it has none. */
    private double distance(int row, int n, int kl) {
        var measured = kl < 0 ? OptionalDouble.empty() : TableCells.number(table, row, kl);
        if (measured.isPresent()) {
            if (!(measured.getAsDouble() >= 0)) {
                throw new TableException(
                        "%s: found %s, expected a KL of at least 0 in nats, from the log-probabilities of whole sequences; the mean of log ratios of a batch can fall below 0"
                                .formatted(table.place(row, kl), table.quoted(row, kl)));
            }
            return Math.sqrt(measured.getAsDouble());
        }
        var samples = n < 0 ? OptionalDouble.empty() : TableCells.number(table, row, n);
        if (samples.isEmpty()) {
            return Double.NaN;
        }
        double count = samples.getAsDouble();
        if (count < 1 || count != Math.rint(count) || count > MOST_N) {
            throw new TableException("%s: found %s, expected a whole number of samples, at least 1"
                    .formatted(table.place(row, n), table.quoted(row, n)));
        }
        return Math.sqrt(BestOfN.kl((long) count));
    }

    private OveroptimizationForm form(int row, int n) {
        if (asked != null) {
            return asked;
        }
        var text = method < 0 ? null : table.text(row, method);
        if (text != null) {
            used("method", method);
            var plain = text.toLowerCase(Locale.ROOT);
            return plain.contains("best") || plain.contains("bon")
                    ? OveroptimizationForm.BEST_OF_N
                    : OveroptimizationForm.REINFORCEMENT;
        }
        var form = n >= 0 ? OveroptimizationForm.BEST_OF_N : OveroptimizationForm.REINFORCEMENT;
        var said = "form of %s, since the table %s"
                .formatted(form.words(), n >= 0 ? "has a column n" : "has KL and no column n");
        if (!assumptions.contains(said)) {
            assumptions.add(said);
        }
        return form;
    }

    private double[] sizes(int row) {
        return sizes.values().stream()
                .mapToDouble(column -> {
                    double size = TableCells.number(table, row, column).orElse(Double.NaN);
                    if (!(size > 0)) {
                        throw new TableException("%s: found %s, expected a number above 0"
                                .formatted(table.place(row, column), table.quoted(row, column)));
                    }
                    return size;
                })
                .toArray();
    }

    /** What tells a setting from the others: "pairs=300, method=grpo". */
    private String name(int row) {
        var parts = new ArrayList<String>();
        sizes.forEach((size, column) -> parts.add(size + "=" + table.text(row, column)));
        if (method >= 0 && table.text(row, method) != null) {
            parts.add(table.text(row, method));
        }
        return String.join(", ", parts);
    }
}
