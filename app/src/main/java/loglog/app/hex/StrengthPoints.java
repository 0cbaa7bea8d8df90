package loglog.app.hex;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import loglog.hex.game.Hex;
import loglog.hex.game.HexSolver;
import loglog.hex.selfplay.HexKind;
import loglog.laws.strength.StrengthCurve;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * How strong the players of a study were as they trained: the ratings in its runs' {@code metrics.jsonl}.
 *
 * @param points of all runs, those on boards without a perfect player left out, since their ratings have no zero in common
 */
record StrengthPoints(List<Point> points) {
    /** A rating on the way. */
    record Point(String run, int board, long params, int simulations, double flops, double elo) {}

    /** Of a study's folder; runs that cannot be read are left out. */
    static StrengthPoints of(Path study) {
        var points = new ArrayList<Point>();
        try (var folders = Files.list(study)) {
            for (var folder : folders.sorted().toList()) {
                var run = new RunFolder(folder);
                if (Files.exists(run.runFile()) && Files.exists(run.metricsFile())) {
                    add(run, points);
                }
            }
        } catch (IOException e) {
            throw DataException.of(study, e);
        }
        return new StrengthPoints(List.copyOf(points));
    }

    private static void add(RunFolder run, List<Point> to) throws IOException {
        HexKind.Setup setup;
        try {
            setup = HexKind.setup(run);
        } catch (DataException _) {
            return; // another kind's, or damaged, which the runs' own list says
        }
        if (!HexSolver.covers(setup.hex())) {
            return;
        }
        // After a resume a step can occur twice, with the same values.
        var rows = new TreeMap<Long, JsonNode>();
        try (var lines = Files.lines(run.metricsFile())) {
            lines.forEach(line -> {
                try {
                    var row = Json.MAPPER.readTree(line);
                    rows.put(row.path("step").longValue(-1), row);
                } catch (JacksonException _) {
                    // a line that a kill cut off
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        var name = run.folder().getFileName().toString();
        for (var row : rows.values()) {
            for (var key : row.propertyNames()) {
                int simulations = simulations(key, setup.search().simulations());
                double flops = row.path("flops").doubleValue(0);
                double elo = row.path(key).doubleValue(Double.NaN);
                if (simulations > 0 && flops > 0 && Double.isFinite(elo)) {
                    to.add(new Point(name, setup.hex().side(), setup.shape().params(), simulations, flops, elo));
                }
            }
        }
    }

    /** Simulations of the rating of that name; 0 where it is none. */
    private static int simulations(String key, int trained) {
        var elo = HexKind.ELO.name();
        return key.equals(elo) ? trained : key.matches(elo + "_\\d{1,6}") ? Integer.parseInt(key.substring(4)) : 0;
    }

    /** Those of some boards. */
    StrengthPoints on(IntPredicate boards) {
        return new StrengthPoints(
                points.stream().filter(p -> boards.test(p.board())).toList());
    }

    /** A curve for each run and number of simulations. */
    List<StrengthCurve> curves() {
        var byCurve = points.stream()
                .collect(Collectors.groupingBy(
                        p -> "%s %d".formatted(p.run(), p.simulations()), TreeMap::new, Collectors.toList()));
        return byCurve.values().stream()
                .map(of -> new StrengthCurve(
                        of.getFirst().board(),
                        of.getFirst().simulations(),
                        of.getFirst().params(),
                        of.stream().mapToDouble(Point::flops).toArray(),
                        of.stream().mapToDouble(Point::elo).toArray()))
                .toList();
    }

    /** As a table that {@code loglog strength} reads. */
    String csv() {
        var text = new StringBuilder("board,run,params,simulations,train_flops,elo\n");
        for (var p : points) {
            text.append("%d,%s,%d,%d,%.6g,%.2f\n"
                    .formatted(p.board(), p.run(), p.params(), p.simulations(), p.flops(), p.elo()));
        }
        return text.toString();
    }

    /** Boards, from the smallest. */
    List<Integer> boards() {
        return points.stream().map(Point::board).distinct().sorted().toList();
    }

    /** The greatest side that {@link Hex} has with a perfect player. */
    static int largest() {
        return HexSolver.LARGEST;
    }
}
