package loglog.app.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import loglog.app.UserError;
import loglog.models.data.Corpus;
import loglog.models.generation.Evaluator;
import loglog.models.generation.LanguageModel;
import loglog.models.tokens.TokenSet;
import loglog.models.tokens.TokenizedCorpus;
import loglog.models.training.DataIdentity;
import loglog.models.training.Plan;
import loglog.models.transformer.Sizes;
import loglog.pages.plot.Terminal;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog eval}: a model's loss on texts. */
@Command(name = "eval", description = "A model's loss and bits per byte on a corpus or on files, with standard errors.")
public final class EvalCommand implements Runnable {
    /** The documents of a corpus that are read. */
    enum Side {
        training,
        validation,
        all
    }

    private record Row(String text, Side side, Evaluator.Evaluated found) {}

    @Parameters(index = "0", paramLabel = "MODEL", description = "a run's folder, or one in Hugging Face's layout")
    Path folder;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "FILE",
            description = "texts, JSONL, folders or globs, each measured as a whole (default: --corpus)")
    List<String> files = List.of();

    @Option(
            names = "--corpus",
            paramLabel = "NAME",
            description =
                    "europarl, jdk, or files that split into training and validation (default: what the run trained on)")
    String corpus;

    @Option(
            names = "--side",
            paramLabel = "NAME",
            description = "side of the corpus: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    Side side = Side.validation;

    @Option(names = "--tokens", paramLabel = "N", description = "about how many tokens of each to read (default: all)")
    String tokens;

    @Option(names = "--threads", paramLabel = "N", description = "threads (default: one a core)")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "print JSON for programs instead of a table")
    boolean json;

    @Override
    public void run() {
        if (threads < 1 || threads > Plan.MOST_LANES) {
            throw new UserError("--threads: found %d, expected 1 to %d".formatted(threads, Plan.MOST_LANES));
        }
        if (corpus != null && !files.isEmpty()) {
            throw new UserError(
                    "--corpus: found it beside " + files.getFirst() + ", expected either a corpus or files");
        }
        long limit = tokens == null ? Long.MAX_VALUE : Sizes.parse("--tokens", tokens);
        try (var model = Show.model(folder, threads)) {
            var rows = new ArrayList<Row>();
            if (files.isEmpty()) {
                rows.add(
                        corpus == null
                                ? ofTraining(model, limit)
                                : new Row(corpus, side, evaluate(model, corpus, limit)));
            }
            for (var file : files) {
                side = Side.all;
                rows.add(new Row(file, side, evaluate(model, file, limit)));
            }
            show(model, rows);
        }
    }

    /** The corpus in the run's own record, wherever this command is called from. */
    private Row ofTraining(LanguageModel model, long limit) {
        for (var place : new Path[] {folder, folder.toAbsolutePath().getParent()}) {
            if (place != null && Files.exists(new RunFolder(place).runFile())) {
                var found = DataIdentity.corpus(place);
                return new Row(found, side, evaluate(model, found, limit, text -> DataIdentity.require(place, text)));
            }
        }
        throw new UserError(folder + ": found no run that names its corpus, expected --corpus or files to measure on");
    }

    private Evaluator.Evaluated evaluate(LanguageModel model, String text, long limit) {
        return evaluate(model, text, limit, _ -> {});
    }

    private Evaluator.Evaluated evaluate(
            LanguageModel model, String text, long limit, Consumer<TokenizedCorpus> check) {
        try (var opened = TokenizedCorpus.open(Corpus.open(text), model.tokenizer())) {
            Show.notes(opened.note().stream().toList());
            check.accept(opened);
            return Evaluator.evaluate(model, set(opened, side), limit, _ -> {});
        } catch (DataException e) {
            throw e.getMessage().startsWith(text) ? e : new DataException(text + ": " + e.getMessage(), e);
        }
    }

    private static TokenSet set(TokenizedCorpus corpus, Side side) {
        return switch (side) {
            case training -> corpus.split(TokenizedCorpus.VALIDATION_SHARE).training();
            case validation -> corpus.split(TokenizedCorpus.VALIDATION_SHARE).validation();
            case all -> corpus.all();
        };
    }

    private void show(LanguageModel model, List<Row> rows) {
        if (json) {
            var node = Show.object();
            node.put("model", folder.toString()).put("params", model.model().params());
            var texts = node.putArray("texts");
            for (var row : rows) {
                var text = texts.addObject()
                        .put("text", row.text())
                        .put("side", row.side().name());
                Show.put(text, "loss", row.found().loss());
                Show.put(text, "se", row.found().se());
                Show.put(text, "bits_per_byte", row.found().bitsPerByte());
                Show.put(text, "bits_per_byte_se", row.found().bitsPerByteSe());
                text.put("tokens", row.found().tokens())
                        .put("documents", row.found().documents());
            }
            Show.json(node);
            return;
        }
        System.out.println(folder + ", " + Format.count(model.model().params()) + " params");
        var table =
                TextTable.of("text", "side", "loss [nats/token]", "se", "bits per byte", "se", "tokens", "documents");
        for (var row : rows) {
            table.row(
                    row.text(),
                    row.side(),
                    Format.digits(row.found().loss(), 5),
                    Format.digits(row.found().se(), 2),
                    Format.digits(row.found().bitsPerByte(), 5),
                    Format.digits(row.found().bitsPerByteSe(), 2),
                    row.found().tokens(),
                    row.found().documents());
        }
        System.out.print(table.text(Terminal.detect().tableColumns()));
    }
}
