package loglog.app.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import loglog.app.Say;
import loglog.app.UserError;
import loglog.models.data.Corpus;
import loglog.models.generation.Evaluator;
import loglog.models.generation.LanguageModel;
import loglog.models.gguf.GgmlType;
import loglog.models.gguf.Quantization;
import loglog.models.tokens.TokenSet;
import loglog.models.tokens.TokenizedCorpus;
import loglog.models.training.DataIdentity;
import loglog.models.training.Plan;
import loglog.models.transformer.Sizes;
import loglog.models.weights.StoredTensor;
import loglog.models.weights.WeightMap;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TextTable;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.words.Format;
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

    /**
     * A measurement.
     *
     * @param weights the type that they were rounded to, or {@link #AS_THEY_ARE}
     * @param bits of a parameter, mean; NaN where the weights are as they are
     * @param damage loss after rounding minus before; NaN where the weights are as they are
     */
    private record Row(String text, Side side, String weights, double bits, double damage, Evaluator.Evaluated found) {
        Row(String text, Side side, Evaluator.Evaluated found) {
            this(text, side, AS_THEY_ARE, Double.NaN, Double.NaN, found);
        }
    }

    private static final String AS_THEY_ARE = "as they are";

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "a run's folder, one in Hugging Face's layout, or a GGUF file")
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

    @Option(
            names = "--quantize",
            paramLabel = "TYPE",
            split = ",",
            description =
                    "types that the weights are rounded to and measured in, too: q8_0, q4_0, tq2_0, bf16, f16 (default: none)")
    List<String> quantize = List.of();

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
        var types = quantize.stream()
                .map(type -> GgmlType.named("--quantize", type))
                .toList();
        long limit = tokens == null ? Long.MAX_VALUE : Sizes.parse("--tokens", tokens);
        try (var model = Show.model(folder, threads)) {
            var rows = new ArrayList<Row>(measure(model, limit));
            var trained = types.isEmpty() ? null : copies(model);
            int measured = rows.size();
            for (var type : types) {
                model.model().load(trained, "");
                double bits = Quantization.round(model.model(), type);
                var after = measure(model, limit);
                for (int i = 0; i < measured; i++) {
                    var row = after.get(i);
                    double damage = row.found().loss() - rows.get(i).found().loss();
                    rows.add(new Row(row.text(), row.side(), type.label(), bits, damage, row.found()));
                }
            }
            show(model, rows);
        }
    }

    private List<Row> measure(LanguageModel model, long limit) {
        if (files.isEmpty()) {
            return List.of(
                    corpus == null ? ofTraining(model, limit) : new Row(corpus, side, evaluate(model, corpus, limit)));
        }
        side = Side.all;
        return files.stream()
                .map(file -> new Row(file, side, evaluate(model, file, limit)))
                .toList();
    }

    static WeightMap copies(LanguageModel model) {
        var copies = new LinkedHashMap<String, StoredTensor>();
        model.model().stored().forEach(tensor -> copies.put(tensor.name(), tensor));
        return new WeightMap("the weights as trained", copies);
    }

    /** The corpus in the run's own record, wherever this command is called from. */
    private Row ofTraining(LanguageModel model, long limit) {
        var run = runOf(folder);
        if (run.isPresent()) {
            var found = DataIdentity.corpus(run.get());
            return new Row(found, side, evaluate(model, found, limit, text -> DataIdentity.require(run.get(), text)));
        }
        throw new UserError(folder + ": found no run that names its corpus, expected --corpus or files to measure on");
    }

    /** The run that a folder is, or is a checkpoint of. */
    static Optional<Path> runOf(Path folder) {
        return Stream.of(folder, folder.toAbsolutePath().getParent())
                .filter(place -> place != null && Files.exists(new RunFolder(place).runFile()))
                .findFirst();
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
                if (!row.weights().equals(AS_THEY_ARE)) {
                    text.put("weights", row.weights()).put("bits_per_param", row.bits());
                    Show.put(text, "damage", row.damage());
                }
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
        Say.out(folder + ", " + Format.count(model.model().params()) + " params");
        var columns = new ArrayList<>(
                List.of("text", "side", "loss [nats per token]", "se", "bits per byte", "se", "tokens", "documents"));
        boolean rounded = !quantize.isEmpty();
        if (rounded) {
            columns.addAll(2, List.of("weights", "bits a param", "damage"));
        }
        var table = TextTable.of(columns.toArray(String[]::new));
        for (var row : rows) {
            var cells = new ArrayList<Object>(List.of(
                    row.text(),
                    row.side(),
                    Format.digits(row.found().loss(), 5),
                    Format.digits(row.found().se(), 2),
                    Format.digits(row.found().bitsPerByte(), 5),
                    Format.digits(row.found().bitsPerByteSe(), 2),
                    row.found().tokens(),
                    row.found().documents()));
            if (rounded) {
                cells.addAll(2, List.of(row.weights(), Format.digits(row.bits(), 3), Format.digits(row.damage(), 3)));
            }
            table.row(cells.toArray());
        }
        System.out.print(table.text(Terminal.detect().tableColumns()));
    }
}
