package loglog.app.hex;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import loglog.laws.Interval;
import loglog.laws.strength.StrengthDraws;
import loglog.laws.strength.StrengthLaw;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a study of self-play says of strength and compute: by board, and in one law of all boards beside what was published.
 *
 * @param draws the law of all points; empty where too few rise with compute
 */
public record BoardLaws(StrengthPoints points, Optional<StrengthDraws> draws) {
    private static final int RESAMPLES = 400;
    private static final double LEVEL = 0.9;

    /** As near to perfect play as ratings of 200 games tell. */
    private static final double NEAR = 50;

    /** Elo for ten times the training compute, compute for the next board, test-time OOM for an OOM of training. */
    private static final double[] PUBLISHED = {510, 7, 1.2};

    /** Of a study's folder; empty where it has no player that was rated. */
    public static Optional<BoardLaws> of(Path study) {
        var points = StrengthPoints.of(study);
        if (points.points().isEmpty()) {
            return Optional.empty();
        }
        var curves = points.curves();
        return Optional.of(
                new BoardLaws(points, StrengthDraws.of(curves, 0, StrengthDraws.unit(curves), RESAMPLES, 1)));
    }

    /** A table with a row a rating, which {@code loglog strength} reads. */
    public String csv() {
        return points.csv();
    }

    private record Row(String name, Interval found, double published) {}

    private List<Row> rows() {
        return draws.stream()
                .flatMap(d -> List.of(
                        new Row(
                                "Elo for ten times the training compute",
                                d.of(StrengthLaw::train, LEVEL),
                                PUBLISHED[0]),
                        new Row(
                                "times the training compute for the next larger board",
                                d.of(StrengthLaw::computePerBoard, LEVEL),
                                PUBLISHED[1]),
                        new Row(
                                "orders of magnitude of search at test time for one of training",
                                d.of(StrengthLaw::exchange, LEVEL),
                                PUBLISHED[2]),
                        new Row("exponent of the best size, N_opt ~ C^a", d.optimalSize(LEVEL), Double.NaN))
                        .stream())
                .filter(row -> Double.isFinite(row.found.value()))
                .toList();
    }

    /** Adds it to a report. */
    public void show(Sheet sheet) {
        sheet.heading("How strength grows with compute");
        sheet.text(
                "Elo is against perfect play, which is 0, from random openings of up to two stones; compute is that of training,"
                        + " the evaluations of self-play included.");
        var table = TextTable.of("board", "ratings", "best Elo", "at FLOP", "within %.0f Elo from".formatted(NEAR));
        for (int board : points.boards()) {
            var on = points.points().stream().filter(p -> p.board() == board).toList();
            var best = on.stream()
                    .max(Comparator.comparingDouble(StrengthPoints.Point::elo))
                    .orElseThrow();
            var near = on.stream()
                    .filter(p -> p.elo() >= -NEAR)
                    .min(Comparator.comparingDouble(StrengthPoints.Point::flops));
            table.row(
                    "%dx%d".formatted(board, board),
                    on.size(),
                    Format.digits(best.elo(), 3),
                    Format.flops(best.flops()),
                    near.map(p -> Format.flops(p.flops()) + " FLOP").orElse("not reached"));
        }
        sheet.table("by board:", table);
        if (draws.isEmpty()) {
            sheet.text("No law of all boards: too few ratings rise with compute.");
            return;
        }
        var law = TextTable.of("of all boards", "here", "90% interval", "published");
        for (var row : rows()) {
            law.row(
                    row.name,
                    Format.digits(row.found.value(), 3),
                    Double.isFinite(row.found.low())
                            ? "%s to %s"
                                    .formatted(Format.digits(row.found.low(), 3), Format.digits(row.found.high(), 3))
                            : "not known",
                    Double.isNaN(row.published) ? "" : Format.digits(row.published, 3));
        }
        sheet.table(
                "elo = min(max(plateau, incline), 0) of the best players at each compute; published: Jones 2021 (arXiv 2104.03113):",
                law);
    }

    /** The same for programs. */
    public void write(ObjectNode to) {
        var boards = to.putArray("boards");
        for (int board : points.boards()) {
            var best = points.points().stream()
                    .filter(p -> p.board() == board)
                    .max(Comparator.comparingDouble(StrengthPoints.Point::elo))
                    .orElseThrow();
            boards.addObject()
                    .put("board", board)
                    .put("best_elo", best.elo())
                    .put("flops", best.flops())
                    .put("run", best.run());
        }
        draws.ifPresent(d -> {
            var law = to.putObject("strength");
            put(law, "elo_per_oom", d.of(StrengthLaw::train, LEVEL));
            put(law, "compute_per_board", d.of(StrengthLaw::computePerBoard, LEVEL));
            put(law, "test_per_train_oom", d.of(StrengthLaw::exchange, LEVEL));
            put(law, "n_opt_exponent", d.optimalSize(LEVEL));
        });
    }

    private static void put(ObjectNode to, String name, Interval interval) {
        if (Double.isFinite(interval.value())) {
            var node = to.putObject(name).put("value", interval.value());
            if (Double.isFinite(interval.low())) {
                node.put("low", interval.low()).put("high", interval.high()).put("level", interval.level());
            }
        }
    }
}
