package loglog.app.ratings;

import java.util.ArrayList;
import java.util.List;
import loglog.app.UserError;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.IntervalOptions;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.Waiting;
import loglog.laws.strength.BoardForecast;
import loglog.laws.strength.StrengthCurve;
import loglog.laws.strength.StrengthDraws;
import loglog.laws.strength.StrengthFrontier;
import loglog.tables.Numbers;
import loglog.tables.Tables;
import loglog.tables.Where;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog strength}: what strength costs. */
@Command(
        name = "strength",
        description = {
            "The law of playing strength: Elo against training compute, over sizes of the board, with a plateau, an incline"
                    + " and a ceiling, from a table of points of runs (board, run, flops, elo; params, simulations).",
            "From it Elo for ten times the compute, compute for the next board, what test-time compute is worth, and how"
                    + " well small boards forecast larger ones."
        })
public final class StrengthCommand implements Runnable {

    @Parameters(
            paramLabel = "TABLE",
            arity = "1..*",
            description = "tables: CSV, TSV, JSON, JSONL or Parquet; files, globs, or - for standard input")
    List<String> files;

    @Option(
            names = "--board",
            paramLabel = "COLUMN",
            description = "column of boards' sizes (default: recognized by its name, else one board)")
    String board;

    @Option(
            names = "--flops",
            paramLabel = "COLUMN",
            description = "column of training FLOP (default: recognized by its name)")
    String flops;

    @Option(names = "--elo", paramLabel = "COLUMN", description = "column of Elo (default: recognized by its name)")
    String elo;

    @Option(
            names = "--run",
            paramLabel = "COLUMN",
            description = "column that tells runs apart (default: recognized by its name, else each row is an agent)")
    String run;

    @Option(
            names = "--params",
            paramLabel = "COLUMN",
            description = "column of params, for the best model's size (default: recognized by its name)")
    String params;

    @Option(
            names = "--test",
            paramLabel = "COLUMN",
            description = "column of compute at test time: FLOP, simulations, nodes (default: recognized by its name)")
    String test;

    @Option(
            names = "--ceiling",
            paramLabel = "ELO",
            description = "of perfect play, or none (default: 0 where no Elo is above 0, else none)")
    String ceiling;

    enum UnitName {
        boards,
        curves
    }

    @Option(
            names = "--resample",
            paramLabel = "UNIT",
            description = "what a resample draws: ${COMPLETION-CANDIDATES} (default: boards where there are four, else"
                    + " curves)")
    UnitName unit;

    @Mixin
    IntervalOptions intervals = new IntervalOptions(400);

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "only rows that meet it: board<9, kind=run; may be repeated (default: all)")
    List<String> where = List.of();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public void run() {
        intervals.check();
        double given = ceiling == null ? Double.NaN : ceiling();
        var table = Tables.read(files);
        var read = StrengthReader.read(
                table,
                new StrengthReader.Wanted(board, flops, elo, run, params, test),
                where.stream().map(Where::parse).toList());
        var curves = read.curves();
        if (curves.isEmpty()) {
            throw new UserError("%s: found no rows with compute and Elo, expected some".formatted(table.source()));
        }
        double greatest =
                curves.stream().mapToDouble(StrengthCommand::best).max().orElseThrow();
        double most = !Double.isNaN(given) ? given : greatest <= 0 ? 0 : Double.POSITIVE_INFINITY;
        var drawn = unit(table.source(), curves);
        var draws = Waiting.on(
                        "fitting %s, %s"
                                .formatted(
                                        Format.of(curves.size(), "curve"),
                                        Format.of(intervals.resamples(), "resample")),
                        () -> StrengthDraws.of(curves, most, drawn, intervals.resamples(), intervals.seed()))
                .orElseThrow(() -> new UserError(
                        "%s: found %s of %s whose Elo does not rise with compute, expected at least three that do"
                                .formatted(
                                        table.source(),
                                        Format.of(read.rows(), "point"),
                                        Format.of(curves.size(), "curve"))));
        var warnings = new ArrayList<String>();
        if (drawn == null) {
            warnings.add("no intervals: resamples need two curves of most boards, or four boards; found %s"
                    .formatted(Format.of(curves.size(), "curve")));
        }
        if (greatest > most) {
            warnings.add("the best Elo, %s, is above the ceiling, %s"
                    .formatted(Format.number(greatest), Format.number(most)));
        }
        var answer = new StrengthAnswer(
                table.named(),
                read,
                StrengthFrontier.of(curves),
                draws,
                drawn,
                BoardForecast.all(curves, most),
                intervals.level(),
                warnings);
        output.show(new ReadyAnswer(read.source(), StrengthSheet.of(answer), StrengthJson.of(answer)), "row");
    }

    private static double best(StrengthCurve curve) {
        double best = Double.NEGATIVE_INFINITY;
        for (double value : curve.elo()) {
            best = Math.max(best, value);
        }
        return best;
    }

    private double ceiling() {
        if (ceiling.equalsIgnoreCase("none")) {
            return Double.POSITIVE_INFINITY;
        }
        return Numbers.parse(ceiling)
                .orElseThrow(() -> new UserError(
                        "--ceiling: found \"%s\", expected an Elo, such as 0, or none".formatted(ceiling)));
    }

    private StrengthDraws.Unit unit(String source, List<StrengthCurve> curves) {
        if (unit == null) {
            return StrengthDraws.unit(curves);
        }
        long boards =
                curves.stream().mapToDouble(StrengthCurve::board).distinct().count();
        if (unit == UnitName.boards && boards < StrengthDraws.LEAST_BOARDS) {
            throw new UserError("--resample boards: found %d in %s, expected at least %d"
                    .formatted(boards, source, StrengthDraws.LEAST_BOARDS));
        }
        if (unit == UnitName.curves && curves.size() <= boards) {
            throw new UserError(
                    "--resample curves: found one for each board in %s, expected several".formatted(source));
        }
        return unit == UnitName.boards ? StrengthDraws.Unit.BOARDS : StrengthDraws.Unit.CURVES;
    }
}
