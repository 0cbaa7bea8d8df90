package loglog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import loglog.laws.Observations;

/**
 * A published sweep of training runs.
 *
 * @param source where it comes from; sweeps of one source share their kind of error and count as one
 * @param name of the sweep
 * @param runs params, tokens, flops and loss
 */
record Sweep(String source, String name, Observations runs) {
    /**
     * A cut moves so far, in OOM, to where the gap is widest, and runs of one budget stay on one side: a little more than half of the widest
     * gap between two budgets here, Marin's of 3e19 and 9e19 FLOP.
     */
    private static final double SLACK = 0.16;

    private static final int LEAST_FITTED = 12;

    /** Of all runs, at least this share is left to fit. */
    private static final double LEAST_SHARE = 0.25;

    /**
     * Runs to fit and more expensive ones to forecast.
     *
     * @param hidden orders of magnitude of compute
     */
    record Split(Sweep sweep, double hidden, Observations fitted, Observations asked) {}

    /** The sweeps of a folder with the files of shared/data. */
    static List<Sweep> in(Path folder) throws IOException {
        var sweeps = new ArrayList<Sweep>();
        for (var file : List.of("marin_comma", "marin_dclm", "misfitting", "olmo_ladder_c4", "gemstones_hot")) {
            var rows = table(folder.resolve("forecasts/" + file + ".csv"));
            sweeps.add(of(file.startsWith("marin") ? "marin" : file, file, rows, "loss"));
        }
        sweeps.add(of("chinchilla", "chinchilla", table(folder.resolve("chinchilla_fig4.csv")), "loss"));
        var openlm = table(folder.resolve("openlm_104.csv"));
        for (var corpus : List.of("c4", "rpj", "rw")) {
            for (var loss : List.of("loss_c4", "loss_mix")) {
                Predicate<Map<String, String>> ofCorpus =
                        row -> row.get("dataset").equals(corpus);
                sweeps.add(of(
                        "openlm",
                        "openlm " + corpus + " " + loss,
                        openlm.stream().filter(ofCorpus).toList(),
                        loss));
            }
        }
        return sweeps;
    }

    private static Sweep of(String source, String name, List<Map<String, String>> rows, String loss) {
        var params = column(rows, "params");
        boolean ownFlops = rows.getFirst().containsKey("flops");
        var other = column(rows, ownFlops ? "flops" : "tokens");
        var tokens = new double[params.length];
        var flops = new double[params.length];
        for (int i = 0; i < params.length; i++) {
            tokens[i] = ownFlops ? other[i] / (6 * params[i]) : other[i];
            flops[i] = 6 * params[i] * tokens[i];
        }
        return new Sweep(
                source,
                name,
                Observations.of(params, tokens, column(rows, loss)).with("flops", flops));
    }

    private static double[] column(List<Map<String, String>> rows, String name) {
        return rows.stream()
                .mapToDouble(row -> Double.parseDouble(row.get(name)))
                .toArray();
    }

    private static List<Map<String, String>> table(Path file) throws IOException {
        var lines = Files.readAllLines(file);
        var names = lines.getFirst().split(",");
        return lines.stream()
                .skip(1)
                .map(line -> {
                    var fields = line.split(",", -1);
                    Map<String, String> row = new HashMap<>();
                    for (int c = 0; c < names.length; c++) {
                        row.put(names[c], fields[c]);
                    }
                    return row;
                })
                .toList();
    }

    /** The splits at these orders of magnitude, where enough is left to fit; the same split is made once. */
    List<Split> splits(double... hidden) {
        var splits = new ArrayList<Split>();
        var flops = runs.axis("flops");
        for (double oom : hidden) {
            double cut = cut(flops, oom);
            var fitted = rows(i -> flops[i] < cut);
            boolean enough = fitted.length >= Math.max(LEAST_FITTED, LEAST_SHARE * runs.size());
            boolean known = splits.stream().anyMatch(s -> s.fitted.size() == fitted.length);
            if (enough && !known && fitted.length < runs.size()) {
                splits.add(new Split(this, oom, runs.select(fitted), runs.select(rows(i -> flops[i] >= cut))));
            }
        }
        return splits;
    }

    private int[] rows(java.util.function.IntPredicate which) {
        return IntStream.range(0, runs.size()).filter(which).toArray();
    }

    private static double cut(double[] flops, double oom) {
        var logs = Arrays.stream(flops).map(Math::log10).sorted().toArray();
        double wanted = logs[logs.length - 1] - oom;
        double cut = wanted;
        double widest = 0;
        for (int i = 1; i < logs.length; i++) {
            double middle = (logs[i] + logs[i - 1]) / 2;
            if (Math.abs(middle - wanted) <= SLACK && logs[i] - logs[i - 1] > widest) {
                widest = logs[i] - logs[i - 1];
                cut = middle;
            }
        }
        return Math.pow(10, cut);
    }
}
