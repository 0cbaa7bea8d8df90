package loglog.app.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.ReadyAnswer;
import loglog.app.lab.report.StoredModel;
import loglog.app.laws.LevelOption;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.Waiting;
import loglog.app.precision.DamageAnswer;
import loglog.app.precision.PrecisionQuestion;
import loglog.app.precision.TrainedAnswer;
import loglog.app.precision.TrainedRunsTable;
import loglog.lab.results.Results;
import loglog.laws.precision.RoundedRun;
import loglog.models.training.Plan;
import loglog.models.transformer.QuantizedTraining;
import loglog.models.transformer.Sizes;
import loglog.tables.Tables;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog precision}: what low precision costs, in training and after it. */
@Command(
        name = "precision",
        description = {
            "What low precision costs. Runs are rounded to fewer bits after training and measured on their own validation texts, or"
                    + " a table of that is read (params, tokens, bits, damage): damage = c D^a N^-b e^(-bits/g).",
            "A table of runs that were trained with rounded weights or activations (params, tokens, bits, activation_bits, loss)"
                    + " gets the law of that: L = E + A (N (1 - e^(-P/g)) (1 - e^(-Q/h)))^-a + B D^-b.",
            "Either way: the loss that is given up for each byte saved, and for a proxy of the joules that decoding a token takes."
        })
public final class PrecisionCommand implements Runnable {
    @Parameters(
            paramLabel = "RUN",
            arity = "1..*",
            description = "finished runs, folders of them, or one table: CSV, TSV, JSON, JSONL or Parquet")
    List<Path> given;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--bits",
            paramLabel = "N",
            split = ",",
            description = "bits that runs' matrices are rounded to, from 2 to 16 (default: 3,4,5,6)")
    List<Integer> bits = List.of(3, 4, 5, 6);

    @Option(
            names = "--tokens",
            paramLabel = "N",
            description = "tokens read for each loss of a run (default: ${DEFAULT-VALUE})")
    String tokens = "100K";

    @Option(
            names = "--at",
            paramLabel = "AXIS=NUMBER,...",
            description =
                    "a run to forecast: params=10M,tokens=200M,bits=4, and activations=8 where they have a part in the"
                            + " law (default: none)")
    String at;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            description = "which format is best for so many bytes of weights (default: not asked)")
    String bytes;

    @Option(
            names = "--joules",
            paramLabel = "J",
            description = "which format is best for so many joules a token, by the proxy (default: not asked)")
    String joules;

    @Mixin
    LevelOption level = new LevelOption();

    @Option(names = "--threads", paramLabel = "N", description = "threads (default: one a core)")
    int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public void run() {
        level.value();
        if (threads < 1 || threads > Plan.MOST_LANES) {
            throw new UserError("--threads: found %d, expected 1 to %d".formatted(threads, Plan.MOST_LANES));
        }
        for (int each : bits) {
            if (each < 2 || each > 16) {
                throw new UserError("--bits: found %d, expected whole numbers from 2 to 16".formatted(each));
            }
        }
        var question = PrecisionQuestion.of(at, bytes, joules);
        long limit = Sizes.parse("--tokens", tokens);
        boolean isTable = given.size() == 1 && Files.isRegularFile(given.getFirst());
        output.show(
                Waiting.on(
                        "reading and fitting " + given.getFirst(),
                        () -> isTable ? ofTable(question) : ofRuns(question, limit)),
                isTable ? "row" : "run");
    }

    private ReadyAnswer ofTable(PrecisionQuestion question) {
        var file = given.getFirst();
        var table = Tables.read(List.of(file.toString()));
        var named = file.getFileName().toString();
        if (RoundedRuns.isSuch(table) || !TrainedRunsTable.isSuch(table)) {
            var rows = RoundedRuns.read(table);
            return DamageAnswer.ofTable(
                    rows,
                    named,
                    RoundedRuns.source(table)
                            .assuming("all params have the bits of the table, and are 16-bit floats else"),
                    question,
                    level.value());
        }
        return TrainedAnswer.of(TrainedRunsTable.read(table), named, question, level.value());
    }

    private ReadyAnswer ofRuns(PrecisionQuestion question, long limit) {
        var rows = new ArrayList<RoundedRun>();
        var notes = new ArrayList<String>();
        var models = new ArrayList<StoredModel>();
        for (var folder : RoundedRuns.folders(given)) {
            if (!QuantizedTraining.of(folder).isNone()) {
                notes.add(folder + ": left out, since it was trained with rounded weights or activations");
                continue;
            }
            var measured = RoundedRuns.measure(folder, bits, limit, threads, notes::add);
            if (!measured.isEmpty()) {
                var result = Results.result(folder.toString(), folder).orElseThrow();
                models.add(StoredModel.asTrained(result));
                measured.forEach(row -> models.add(StoredModel.rounded(result, row)));
                rows.addAll(measured);
            }
        }
        Show.notes(notes);
        if (rows.isEmpty()) {
            throw new UserError(given.getFirst() + ": found no finished run that was trained in floats, expected some");
        }
        var runs = rows.stream().map(RoundedRun::run).distinct().toList();
        return DamageAnswer.ofRuns(
                rows,
                StoredModel.priced(models),
                Format.of(runs.size(), "run"),
                AnswerSource.ofFiles(runs, rows.size(), Map.of()),
                question,
                level.value());
    }
}
