package loglog.lab.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import loglog.training.Kind;
import loglog.training.Trainer;
import loglog.yaml.Section;
import loglog.yaml.Spelling;
import loglog.yaml.Value;

/** Reads the {@code trainer} of a study file. */
final class TrainerReader {
    static final List<String> KEYS = List.of("command", "metrics", "environment", "cores", "memory");
    static final List<String> METRICS_KEYS = List.of("file", "format", "pattern", "columns");

    /** What a program's figures can be. */
    static final List<String> FIGURES = List.of(
            "step",
            "tokens",
            "flops",
            "params",
            "loss",
            "validation_loss",
            "rate",
            "gradient_norm",
            "tokens_per_second",
            "seconds");

    /** Files of a run's folder. */
    private static final List<String> OWN =
            List.of("run.json", "metrics.jsonl", "result.json", "output.log", "attempt.json", ".lock");

    private static final List<String> FORMATS = List.of("jsonl", "csv", "pattern");
    private static final List<String> LOSSES = List.of("loss", "validation_loss");

    private static final Pattern GROUP = Pattern.compile("\\(\\?P?<([A-Za-z][A-Za-z0-9_]*)>");

    /** A program's file by a name that depends on where it is looked for. */
    private static final Pattern SCRIPT =
            Pattern.compile("\\./[\\w./-]+|[\\w-][\\w./-]*\\.(py|sh|bash|jl|lua|js|mjs|ts|R|r|pl|rb)");

    /** A command that goes elsewhere itself. */
    private static final Pattern ELSEWHERE = Pattern.compile("\\b(cd|pushd|chdir)\\b");

    private final Kind kind;
    private final Path here;

    /** @param here the study file's folder, in full */
    TrainerReader(Kind kind, Path here) {
        this.kind = kind;
        this.here = here;
    }

    Trainer read(Section trainer) {
        trainer.only(KEYS);
        var expected = "the command that trains one run, such as \"python train.py --n_layer {layers}\"";
        var command = trainer.need("command", expected);
        beside(command, command.text(expected));
        return new Trainer.Command(
                template(command, expected),
                metrics(trainer.find("metrics")),
                environment(trainer.find("environment")),
                here,
                trainer.find("cores")
                        .map(v -> v.whole(1, "the number of cores that one run takes"))
                        .orElse(1),
                trainer.find("memory")
                        .map(v -> v.memory("the memory that one run takes, such as 4G"))
                        .orElse(0L));
    }

    /** A program beside the study file is not where a run's command is started, and would be looked for in vain. */
    private void beside(Value command, String text) {
        if (ELSEWHERE.matcher(text).find()) {
            return;
        }
        for (var word : text.split("[\\s\"';&|()]+")) {
            if (SCRIPT.matcher(word).matches() && Files.isRegularFile(here.resolve(word))) {
                throw command.says(("found %s, which lies beside the study file, while the command is started in each"
                                + " run's folder; expected {here}/%s, or cd {here} before it")
                        .formatted(word, word.replaceFirst("^(\\./)+", "")));
            }
        }
    }

    private String template(Value value, String expected) {
        var text = value.text(expected);
        Placeholders.unknown(kind, text, name -> {
            var hint = Spelling.nearest(name, Placeholders.names(kind));
            throw value.says("found {%s}, which stands for nothing; %s"
                    .formatted(
                            name,
                            hint.map("did you mean {%s}?"::formatted)
                                    .orElse("expected one of " + String.join(", ", Placeholders.names(kind)))));
        });
        return text;
    }

    private Map<String, String> environment(Optional<Value> value) {
        var environment = new LinkedHashMap<String, String>();
        value.map(Value::section).ifPresent(section -> {
            for (var name : section.names()) {
                environment.put(name, template(section.need(name, ""), "the variable's value"));
            }
        });
        return environment;
    }

    private Trainer.Metrics metrics(Optional<Value> value) {
        if (value.isEmpty()) {
            return new Trainer.Metrics(Optional.empty(), Trainer.Format.JSONL, Optional.empty(), Map.of());
        }
        var metrics = value.get().section().only(METRICS_KEYS);
        var file = metrics.find("file").map(this::file);
        var word =
                metrics.find("format").map(v -> v.oneOf(FORMATS)).orElse(metrics.has("pattern") ? "pattern" : "jsonl");
        var format = Trainer.Format.valueOf(word.toUpperCase(Locale.ROOT));
        if (format != Trainer.Format.PATTERN) {
            metrics.find("pattern").ifPresent(v -> {
                throw v.says("found a pattern beside format %s, expected format pattern".formatted(word));
            });
            return new Trainer.Metrics(file, format, Optional.empty(), columns(metrics.find("columns")));
        }
        metrics.find("columns").ifPresent(v -> {
            throw v.says("found columns beside a pattern, whose groups name its figures, expected no columns");
        });
        var pattern = metrics.need("pattern", "a regular expression with named groups, such as (?<loss>[0-9.]+)");
        return new Trainer.Metrics(file, format, Optional.of(pattern(pattern)), Map.of());
    }

    private String file(Value value) {
        var name = template(value, "the file that the command writes its figures to");
        if (OWN.contains(name.replaceFirst("^(\\./|\\{(run|folder)}/)+", ""))) {
            throw value.says("found %s, which Loglog writes itself, expected another name".formatted(name));
        }
        return name;
    }

    private static String pattern(Value value) {
        var text = value.text("a regular expression with named groups, such as (?<loss>[0-9.]+)");
        // Java's names have no underscores (validationLoss for validation_loss); Python writes (?P<name>...).
        var java = GROUP.matcher(text).replaceAll(g -> "(?<" + Trainer.group(g.group(1)) + ">");
        Pattern pattern;
        try {
            pattern = Pattern.compile(java);
        } catch (PatternSyntaxException e) {
            throw value.says("found %s, which is no regular expression: %s"
                    .formatted(Value.shortened(text), e.getDescription().toLowerCase(Locale.ROOT)));
        }
        var groups = pattern.namedGroups().keySet().stream()
                .map(group -> FIGURES.stream()
                        .filter(f -> Trainer.group(f).equals(group))
                        .findFirst()
                        .orElse(group))
                .sorted()
                .toList();
        for (var group : groups) {
            if (!FIGURES.contains(group)) {
                throw value.says("found a group named %s, expected %s%s"
                        .formatted(group, Value.listed(FIGURES, "or"), Spelling.hint(group, FIGURES)));
            }
        }
        if (LOSSES.stream().noneMatch(groups::contains)) {
            throw value.says("found no group (?<loss>...) or (?<validation_loss>...), expected at least one of them");
        }
        return java;
    }

    private static Map<String, String> columns(Optional<Value> value) {
        var columns = new LinkedHashMap<String, String>();
        value.map(Value::section).ifPresent(section -> {
            for (var name : section.names()) {
                var column = section.need(name, "");
                var figure = column.oneOf(FIGURES);
                if (columns.containsValue(figure)) {
                    throw column.says("found %s for a second column, expected one column for it".formatted(figure));
                }
                columns.put(name, figure);
            }
        });
        return columns;
    }
}
