package loglog.app.models;

import java.nio.file.Files;
import java.nio.file.Path;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.Say;
import loglog.app.UserError;
import loglog.models.gguf.GgmlType;
import loglog.models.gguf.GgufExport;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog export}: a model in another program's format. */
@Command(name = "export", description = "Write a model as a GGUF file for llama.cpp, its weights quantized or not.")
public final class ExportCommand implements Runnable, BeforeWork {
    @Parameters(paramLabel = "MODEL", description = "a run's folder, one in Hugging Face's layout, or a GGUF file")
    Path folder;

    @Option(
            names = "--gguf",
            paramLabel = "FILE",
            required = true,
            description = "file to write, whose name ends in .gguf; one that is there is replaced")
    Path gguf;

    @Option(
            names = "--type",
            paramLabel = "NAME",
            description =
                    "type of the matrices within layers: f32, f16, bf16, q8_0, q4_0, tq2_0 (default: ${DEFAULT-VALUE})")
    String type = "f16";

    @Option(names = "--json", description = "print JSON for programs instead of text")
    boolean json;

    @Override
    public void check() {
        OutputPath.fileAndFolders("--gguf", gguf);
    }

    @Override
    public void run() {
        var as = GgmlType.named("--type", type);
        if (!gguf.toString().endsWith(".gguf") || Files.isDirectory(gguf)) {
            throw new UserError("--gguf: found " + gguf + ", expected the name of a file that ends in .gguf");
        }
        try (var model = Show.model(folder, 1)) {
            var name = folder.toAbsolutePath().normalize().getFileName().toString();
            var export = GgufExport.write(gguf, name, model.model(), model.tokenizer(), as);
            Show.notes(export.notes());
            if (json) {
                printJson(export);
            } else {
                print(export);
            }
        }
    }

    private void print(GgufExport export) {
        Say.out("%s: %s params in %s, %s bytes, %s bits a param over the whole file"
                .formatted(
                        gguf,
                        Format.count(export.params()),
                        export.asked().label(),
                        Format.count(export.bytes()),
                        Format.digits(export.bitsPerParam(), 4)));
        export.fallbacks()
                .forEach((weight, wanted) -> Say.out("%s: stored as %s, since its rows do not fill %s's blocks of %d"
                        .formatted(
                                weight,
                                export.types().get(weight).label(),
                                wanted.label(),
                                wanted.blocks().orElseThrow().length())));
    }

    private void printJson(GgufExport export) {
        var node = Show.object();
        node.put("model", folder.toString())
                .put("file", gguf.toString())
                .put("type", export.asked().label())
                .put("params", export.params())
                .put("bytes", export.bytes())
                .put("bits_per_param", export.bitsPerParam());
        var weights = node.putObject("weights");
        export.types().forEach((weight, stored) -> weights.put(weight, stored.label()));
        var fallbacks = node.putObject("fallbacks");
        export.fallbacks().forEach((weight, wanted) -> fallbacks.put(weight, wanted.label()));
        Show.json(node);
    }
}
