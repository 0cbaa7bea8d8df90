package loglog.app.ratings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import loglog.app.answers.Estimates;
import loglog.laws.Interval;
import loglog.laws.strength.StrengthCurve;
import loglog.laws.strength.StrengthDraws;
import loglog.laws.strength.StrengthFrontier;
import loglog.laws.strength.StrengthLaw;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;

/** What {@code strength} shows to people. */
final class StrengthSheet {
    private static final int SAMPLES = 80;

    private StrengthSheet() {}

    static Sheet of(StrengthAnswer answer) {
        var read = answer.read();
        var sheet = new Sheet("strength against compute, %s".formatted(answer.source()));
        sheet.text("%s of %s%s"
                .formatted(
                        Format.of(read.rows(), "point"),
                        Format.of(read.curves().size(), "curve"),
                        read.hasBoards()
                                ? " on "
                                        + Format.of(
                                                read.curves().stream()
                                                        .mapToDouble(StrengthCurve::board)
                                                        .distinct()
                                                        .count(),
                                                "board")
                                : ""));
        var fit = answer.draws().fit();
        sheet.text(
                "least squares of the best Elo at %d computes, of which %d are on the plateau, %d on the incline, %d at the ceiling; residuals %s Elo (root mean square)"
                        .formatted(
                                fit.points(),
                                fit.onPlateau(),
                                fit.onIncline(),
                                fit.onCeiling(),
                                Format.number(fit.rms())));
        sheet.warnings(answer.warnings());
        sheet.equation(plain(answer), latex(answer));
        parameters(sheet, answer);
        boards(sheet, answer);
        held(sheet, answer);
        sheet.figure(chart(answer), caption(answer));
        return sheet;
    }

    private static void parameters(Sheet sheet, StrengthAnswer answer) {
        var draws = answer.draws();
        double level = answer.level();
        var table = TextTable.of("what", "value", percent(level) + " interval");
        if (answer.hasPlateau()) {
            if (answer.read().hasBoards()) {
                row(table, "plateau, for each board [Elo]", draws.of(StrengthLaw::plateauBoard, level));
            }
            row(table, "plateau [Elo]", draws.of(StrengthLaw::plateau, level));
        }
        row(table, "incline, for 10x training [Elo]", answer.train());
        if (answer.read().hasTests()) {
            row(table, "incline, for 10x at test time [Elo]", draws.of(StrengthLaw::test, level));
        }
        if (answer.read().hasBoards()) {
            row(table, "incline, for each board [Elo]", draws.of(StrengthLaw::board, level));
        }
        row(table, "incline, at 1 FLOP [Elo]", draws.of(StrengthLaw::incline, level));
        if (answer.read().hasBoards()) {
            row(table, "compute for the next board [times]", answer.computePerBoard());
        }
        if (answer.read().hasTests()) {
            row(table, "log test for each log training, same Elo", answer.exchange());
        }
        row(table, "x of odds ~ C^x", answer.odds());
        var size = draws.optimalSize(level);
        if (!Double.isNaN(size.value())) {
            row(table, "a of N_opt ~ C^a", size);
        }
        sheet.table(
                answer.unit() == null
                        ? "the law"
                        : "the law; intervals: %d resamples of %s"
                                .formatted(
                                        draws.laws().length,
                                        answer.unit() == StrengthDraws.Unit.BOARDS
                                                ? "boards and of their curves"
                                                : "each board's curves"),
                table);
        if (answer.read().hasTests()) {
            sheet.text("10 times the training is worth %s times the compute at test time (%s)"
                    .formatted(Format.number(Math.pow(10, answer.exchange().value())), powers(answer.exchange())));
        }
    }

    private static String powers(Interval exponent) {
        return "%s to %s"
                .formatted(Format.number(Math.pow(10, exponent.low())), Format.number(Math.pow(10, exponent.high())));
    }

    private static void row(TextTable table, String what, Interval interval) {
        var written = Estimates.of(interval);
        table.row(what, written.value(), Double.isNaN(interval.low()) ? "" : written.range());
    }

    private static void boards(Sheet sheet, StrengthAnswer answer) {
        var law = answer.law();
        boolean hasTests = answer.read().hasTests();
        var table = hasTests
                ? TextTable.of("board", "rises at [FLOP]", "perfect at [FLOP]", "best [Elo]", "test")
                : TextTable.of("board", "rises at [FLOP]", "perfect at [FLOP]", "best [Elo]");
        for (var frontier : answer.frontiers()) {
            var cells = new ArrayList<Object>(List.of(
                    whole(frontier.board()),
                    answer.hasPlateau() ? Format.flops(law.risesAt(frontier.board(), frontier.testFlops())) : "n/a",
                    answer.hasCeiling() ? Format.flops(law.saturatesAt(frontier.board(), frontier.testFlops())) : "n/a",
                    Format.number(best(frontier))));
            if (hasTests) {
                cells.add(Format.count(frontier.testFlops()));
            }
            table.row(cells.toArray());
        }
        sheet.table("where boards rise and are played perfectly, by the law", table.sparing("best [Elo]"));
        if (!answer.read().hasBoards()) {
            return;
        }
        var next = answer.next();
        if (answer.hasPlateau() && !Double.isNaN(next.risesAt().low())) {
            sheet.text("board %s would rise at %s FLOP (%s)"
                    .formatted(
                            whole(next.board()),
                            Format.flops(next.risesAt().value()),
                            Estimates.flops(next.risesAt()).range()));
        }
        if (answer.hasCeiling() && !Double.isNaN(next.saturatesAt().low())) {
            sheet.text("board %s would be played perfectly at %s FLOP (%s)"
                    .formatted(
                            whole(next.board()),
                            Format.flops(next.saturatesAt().value()),
                            Estimates.flops(next.saturatesAt()).range()));
        }
    }

    private static void held(Sheet sheet, StrengthAnswer answer) {
        if (answer.held().isEmpty()) {
            return;
        }
        var table = TextTable.of("board", "of smaller boards", "error [Elo]", "bias [Elo]", "compute [OOM]");
        for (var forecast : answer.held()) {
            table.row(
                    whole(forecast.board()),
                    forecast.from(),
                    Format.number(forecast.rms()),
                    signed(forecast.bias()),
                    signed(forecast.decades()));
        }
        sheet.table(
                "each board as smaller ones forecast it; error: root mean square over its frontier; bias: measured less forecast; compute: half way up, needed more than forecast",
                table.sparing("bias [Elo]"));
    }

    private static String signed(double value) {
        return (value > 0 ? "+" : "") + Format.number(value);
    }

    private static String whole(double board) {
        return board == Math.rint(board) ? Long.toString((long) board) : Format.number(board);
    }

    static double best(StrengthFrontier frontier) {
        return Arrays.stream(frontier.elo()).max().orElse(Double.NaN);
    }

    private static String term(double factor, String of) {
        return factor == 0 ? "" : (factor < 0 ? " - " : " + ") + Format.number(Math.abs(factor)) + of;
    }

    private static String plain(StrengthAnswer answer) {
        var law = answer.law();
        var incline = Format.number(law.train()) + " log10 C" + term(law.test(), " log10 T") + term(law.board(), " n")
                + term(law.incline(), "");
        var risen = answer.hasPlateau()
                ? "max(%s, %s)"
                        .formatted(
                                law.plateauBoard() == 0
                                        ? Format.number(law.plateau())
                                        : Format.number(law.plateauBoard()) + " n" + term(law.plateau(), ""),
                                incline)
                : incline;
        return "elo = " + (answer.hasCeiling() ? "min(%s, %s)".formatted(risen, Format.level(law.ceiling())) : risen);
    }

    private static String latex(StrengthAnswer answer) {
        return plain(answer)
                .replace("elo", "\\mathrm{Elo}")
                .replace("min(", "\\min(")
                .replace("max(", "\\max(")
                .replace("log10", "\\log_{10}");
    }

    private static Chart chart(StrengthAnswer answer) {
        var chart = new Chart("Elo against training compute", Axis.log("training compute [FLOP]"), Axis.linear("Elo"));
        boolean hasBoards = answer.read().hasBoards();
        if (hasBoards) {
            chart = chart.color(Axis.linear("board"));
        }
        for (var frontier : answer.frontiers()) {
            if (frontier.testFlops() != answer.test()) {
                continue; // one line a board
            }
            var flops = frontier.flops();
            var board = new double[flops.length];
            Arrays.fill(board, frontier.board());
            chart = chart.with(
                    new Layer.Points("best of the runs", flops, frontier.elo(), hasBoards ? board : null, null));
            double low = Math.log(flops[0]);
            double high = Math.log(flops[flops.length - 1]);
            var x = IntStream.range(0, SAMPLES)
                    .mapToDouble(i -> Math.exp(low + (high - low) * i / (SAMPLES - 1)))
                    .toArray();
            var y = Arrays.stream(x)
                    .map(c -> answer.law().at(frontier.board(), c, frontier.testFlops()))
                    .toArray();
            chart = chart.with(new Layer.Line("law", x, y, hasBoards ? frontier.board() : Double.NaN, false));
        }
        return chart;
    }

    private static Caption caption(StrengthAnswer answer) {
        return Caption.of(
                "The best Elo of the runs at each compute, and the law (arXiv 2104.03113): %d rows of %s. Law: %s, least squares, residuals %s Elo"
                        .formatted(
                                answer.read().rows(),
                                answer.source(),
                                plain(answer),
                                Format.number(answer.draws().fit().rms())));
    }

    private static String percent(double share) {
        return Format.share(share, 3);
    }
}
