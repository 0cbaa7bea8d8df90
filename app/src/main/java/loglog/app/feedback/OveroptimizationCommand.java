package loglog.app.feedback;

import java.util.List;
import loglog.app.UserError;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.LevelOption;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.SeedOption;
import loglog.app.laws.Waiting;
import loglog.laws.feedback.OveroptimizationForm;
import loglog.tables.Tables;
import loglog.tables.Where;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog overoptimization}: the gold score against the distance from the first policy. */
@Command(
        name = "overoptimization",
        description = {
            "Laws of over-optimization: the gold score against d = sqrt(KL) while a proxy's score is optimized, by best of n"
                    + " (d (alpha - beta d)) or reinforcement learning (d (alpha - beta ln d)); where the gold score turns"
                    + " over, how alpha and beta change with params and pairs, and the gold score further on.",
            "The table has columns n or kl, gold, and optionally proxy, params, pairs, method, seed; or alpha, beta and"
                    + " params or pairs."
        })
public final class OveroptimizationCommand implements Runnable {
    private static final double MOST = 1e15;

    @Parameters(
            paramLabel = "TABLE",
            arity = "1..*",
            description = "tables: CSV, TSV, JSON, JSONL or Parquet; files, globs, or - for standard input")
    List<String> files;

    @Mixin
    OutputOptions output = new OutputOptions();

    enum FormName {
        best_of_n,
        rl
    }

    @Option(
            names = "--form",
            paramLabel = "FORM",
            description =
                    "the law of all rows: best_of_n or rl (default: by a column method, else by whether there is n)")
    FormName form;

    @Option(
            names = "--n",
            paramLabel = "COLUMN",
            description = "column of how many samples the best was taken of (default: recognized by its name)")
    String n;

    @Option(
            names = "--kl",
            paramLabel = "COLUMN",
            description = "column of the KL from the first policy in nats (default: recognized by its name)")
    String kl;

    @Option(
            names = "--gold",
            paramLabel = "COLUMN",
            description = "column of the gold score (default: recognized by its name)")
    String gold;

    @Option(
            names = "--proxy",
            paramLabel = "COLUMN",
            description = "column of the proxy's score (default: recognized by its name)")
    String proxy;

    @Option(
            names = "--replicate",
            paramLabel = "COLUMN",
            description =
                    "column that tells proxies of one setting apart, such as a seed (default: recognized by its name)")
    String replicate;

    @Option(
            names = "--up-to",
            paramLabel = "N",
            description =
                    "fit to rows of at most this n, or KL where the table has no n, and forecast the others (default:"
                            + " all)")
    Double upTo;

    @Option(
            names = "--at",
            split = ",",
            paramLabel = "N",
            description = "numbers of samples, or KL, whose gold score is wanted (default: the last row, or beyond it)")
    List<Double> at = List.of();

    @Mixin
    LevelOption level = new LevelOption();

    @Mixin
    SeedOption seed = new SeedOption();

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "only rows that meet it: pairs<4000, method=grpo; may be repeated (default: all)")
    List<String> where = List.of();

    @Override
    public void run() {
        double share = level.value();
        var conditions = where.stream().map(Where::parse).toList();
        var read = OveroptimizationTable.read(
                Tables.read(files),
                new OveroptimizationTable.Wanted(n, kl, gold, proxy, replicate),
                form(),
                conditions);
        for (double wanted : at) {
            check("--at", wanted, read.inSamples());
        }
        if (upTo != null) {
            check("--up-to", upTo, read.inSamples());
        }
        double greatest = upTo == null
                ? Double.POSITIVE_INFINITY
                : OveroptimizationAnswer.distance(upTo, read.inSamples()) * (1 + 1e-12);
        var answer = Waiting.on(
                "fitting " + String.join(", ", files),
                () -> OveroptimizationAnswer.of(read, greatest, at, share, seed.value()));
        if (answer.findings().stream().allMatch(f -> Double.isNaN(f.alpha()))) {
            throw new UserError("%s: found no setting that allows a law; %s"
                    .formatted(String.join(", ", files), answer.warnings().getFirst()));
        }
        var names = String.join(", ", read.source().tables());
        output.show(
                new ReadyAnswer(
                        read.source(), OveroptimizationSheet.of(answer, names), OveroptimizationJson.of(answer)),
                "row");
    }

    private OveroptimizationForm form() {
        return form == null
                ? null
                : form == FormName.rl ? OveroptimizationForm.REINFORCEMENT : OveroptimizationForm.BEST_OF_N;
    }

    private static void check(String option, double value, boolean inSamples) {
        if (!(value >= (inSamples ? 1 : 0) && value <= MOST) || inSamples && value != Math.rint(value)) {
            throw new UserError("%s: found %s, expected %s"
                    .formatted(
                            option,
                            Format.level(value),
                            inSamples ? "a whole number of samples, at least 1" : "a KL in nats, at least 0"));
        }
    }
}
