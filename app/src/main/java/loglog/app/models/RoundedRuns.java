package loglog.app.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.precision.TrainedRunsTable;
import loglog.forecast.TableCells;
import loglog.laws.precision.RoundedRun;
import loglog.models.data.Corpus;
import loglog.models.generation.Evaluator;
import loglog.models.generation.LanguageModel;
import loglog.models.gguf.Quantization;
import loglog.models.tokens.TokenizedCorpus;
import loglog.models.training.DataIdentity;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.reader.CheckedRun;
import loglog.tables.Table;
import loglog.tables.TableException;

/** Rounded runs: measured from run folders, or read from a table. */
public final class RoundedRuns {
    private RoundedRuns() {}

    /** The finished runs among folders, and below each that is none. */
    static List<Path> folders(List<Path> given) {
        var runs = new ArrayList<Path>();
        for (var folder : given) {
            if (!Files.isDirectory(folder)) {
                throw new UserError(folder + ": found no folder, expected runs or one table");
            }
            if (Files.exists(new RunFolder(folder).runFile())) {
                runs.add(folder);
                continue;
            }
            try (var below = Files.list(folder)) {
                below.filter(path -> Files.exists(new RunFolder(path).runFile()))
                        .sorted()
                        .forEach(runs::add);
            } catch (java.io.IOException e) {
                throw DataException.of(folder, e);
            }
        }
        return runs;
    }

    /** A run's loss on its own validation texts, rounded to each number of bits; empty where it has not finished. */
    public static List<RoundedRun> measure(
            Path folder, List<Integer> bits, long tokens, int threads, Consumer<String> left) {
        var kind = RunId.of(new RunFolder(folder)).kind();
        if (!kind.equals(RunId.LANGUAGE)) {
            throw DataException.in(folder, "found a run of kind %s, expected a language model", kind);
        }
        var run = CheckedRun.finished(new RunFolder(folder));
        if (run.isEmpty()) {
            left.accept(folder + ": left out, since it has not finished");
            return List.of();
        }
        var rows = new ArrayList<RoundedRun>();
        var name = DataIdentity.corpus(folder);
        try (var model = Show.model(folder, threads);
                var corpus = TokenizedCorpus.open(Corpus.open(name), model.tokenizer())) {
            DataIdentity.require(folder, corpus);
            var trained = EvalCommand.copies(model);
            double before = loss(model, corpus, tokens);
            for (int each : bits) {
                model.model().load(trained, "");
                Quantization.round(model.model(), each);
                rows.add(new RoundedRun(
                        folder.toString(),
                        run.get().scale("params"),
                        run.get().scale("tokens"),
                        each,
                        loss(model, corpus, tokens) - before));
            }
        }
        return rows;
    }

    private static double loss(LanguageModel model, TokenizedCorpus corpus, long tokens) {
        var set = corpus.split(TokenizedCorpus.VALIDATION_SHARE).validation();
        return Evaluator.evaluate(model, set, tokens, _ -> {}).loss();
    }

    private static final String[] DAMAGE = {"damage", "delta", "loss_damage"};

    /** Whether a table is of damages. */
    static boolean isSuch(Table table) {
        return TableCells.find(table, DAMAGE) >= 0;
    }

    private static int params(Table table) {
        return TrainedRunsTable.need(table, "params", "params", "parameters", "n");
    }

    private static int tokens(Table table) {
        return TrainedRunsTable.need(table, "tokens", "tokens", "d");
    }

    private static int bits(Table table) {
        return TrainedRunsTable.need(table, "bits", "bits", "precision", "bits_per_weight");
    }

    private static int damage(Table table) {
        return TrainedRunsTable.need(
                table,
                "damage (the loss after rounding less the loss before) or loss (of runs trained with rounded"
                        + " weights or activations)",
                DAMAGE);
    }

    /** Rows of a table: params, tokens, bits, damage, and the run where it has such a column. */
    static List<RoundedRun> read(Table table) {
        int damage = damage(table);
        int params = params(table);
        int tokens = tokens(table);
        int bits = bits(table);
        int run = TableCells.find(table, "run", "name", "id");
        var rows = new ArrayList<RoundedRun>();
        for (int row = 0; row < table.rows(); row++) {
            double n = positive(table, row, params);
            double d = positive(table, row, tokens);
            var of = run < 0 ? n + " " + d : String.valueOf(table.text(row, run));
            rows.add(new RoundedRun(of, n, d, positive(table, row, bits), number(table, row, damage)));
        }
        return rows;
    }

    /** All rows, by the columns that {@link #read} takes. */
    static AnswerSource source(Table table) {
        var names = new LinkedHashMap<String, String>();
        names.put("params", table.columns().get(params(table)));
        names.put("tokens", table.columns().get(tokens(table)));
        names.put("bits", table.columns().get(bits(table)));
        names.put("damage", table.columns().get(damage(table)));
        return new AnswerSource(table.files(), names, table.rows(), table.rows(), Map.of(), List.of(), List.of());
    }

    private static double number(Table table, int row, int column) {
        return TableCells.number(table, row, column)
                .orElseThrow(() ->
                        new TableException("%s: found nothing, expected a number".formatted(table.place(row, column))));
    }

    private static double positive(Table table, int row, int column) {
        double value = number(table, row, column);
        if (!(value > 0)) {
            throw new TableException("%s: found %s, expected a number above 0"
                    .formatted(table.place(row, column), table.quoted(row, column)));
        }
        return value;
    }
}
