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
import loglog.runs.Json;
import loglog.runs.Metric;
import loglog.training.Kind;
import loglog.training.Trainer;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.Spelling;
import loglog.yaml.Value;
import loglog.yaml.ValueType;
import tools.jackson.databind.node.ObjectNode;

/** Reads the {@code trainer} of a study file. */
final class TrainerReader {
    private static final String PATTERN_EXPECTED = "a regular expression with named groups, such as (?<loss>[0-9.]+)";

    private static final Key<String> FILE = Key.optional(
                    "file",
                    ValueType.text("the file that the command writes its figures to"),
                    "The file that the command writes its figures to, relative to the run's folder.",
                    "the command's output")
            .such("log.jsonl");

    private static final Key<String> FORMAT = Key.optional(
            "format",
            ValueType.oneOf(List.of("jsonl", "csv", "pattern")),
            "Format of the rows: jsonl, csv, or pattern where there is one.",
            "jsonl");

    private static final Key<String> PATTERN = Key.optional(
                    "pattern",
                    ValueType.text(PATTERN_EXPECTED),
                    "A regular expression for each line, whose groups bear the figures' names.",
                    "none")
            .such("'val (?<validation_loss>[0-9.]+)'");

    private static final Key<Section> COLUMNS = Key.optional(
                    "columns",
                    new ValueType<>("names with their figures", (v, _) -> v.section(), texts()),
                    "From the command's names to Loglog's, where they differ.",
                    "the figures' own names")
            .such("{iter: step, val_loss: validation_loss}");

    /** The keys of {@code metrics}. */
    static List<Key<?>> metricsKeys(Kind kind) {
        if (kind.hasMetricOfTask()) {
            return List.of(FILE, FORMAT, PATTERN, COLUMNS);
        }
        var columns = mapping();
        figures(kind.metric()).forEach(columns.putObject("additionalProperties").putArray("enum")::add);
        var group = "\\(\\?P?<(loss|%s)>".formatted(kind.metric().name());
        return List.of(
                FILE,
                FORMAT,
                PATTERN.typed(ValueType.text(PATTERN_EXPECTED, group)),
                COLUMNS.typed(new ValueType<>(
                        COLUMNS.type().expected(), COLUMNS.type().reader(), columns)));
    }

    private static final Key<String> COMMAND = Key.required(
            "command",
            ValueType.text("the command that trains one run, such as \"python train.py --n_layer {layers}\""),
            "A shell's command that trains one run; what stands in braces is filled in.");

    private static Key<Section> metrics(Kind kind) {
        return Key.optional(
                        "metrics",
                        ValueType.section(metricsKeys(kind)),
                        "How its figures are read.",
                        "rows of JSON in its output")
                .such("{file: log.jsonl, columns: {iter: step, val: %s}}"
                        .formatted(kind.metric().name()));
    }

    private static final Key<Section> ENVIRONMENT = Key.optional(
                    "environment",
                    new ValueType<>("variables with their values", (v, _) -> v.section(), texts()),
                    "Variables for it.",
                    "none")
            .such("{OMP_NUM_THREADS: 1}");

    private static final Key<Integer> CORES = Key.optional(
            "cores", ValueType.whole(1, "the number of cores that one run takes"), "That one run takes.", "1");

    private static final Key<Long> MEMORY = Key.optional(
                    "memory",
                    ValueType.memory("the memory that one run takes, such as 4G"),
                    "That one run takes, in units of 1024 bytes.",
                    "not known")
            .such("4G");

    /** The keys, of a program that trains things of a kind. */
    static List<Key<?>> keys(Kind kind) {
        return List.of(COMMAND.with(kind.commandExample()), metrics(kind), ENVIRONMENT, CORES, MEMORY);
    }

    private static ObjectNode texts() {
        var schema = mapping();
        schema.putObject("additionalProperties")
                .putArray("type")
                .add("string")
                .add("number")
                .add("boolean");
        return schema;
    }

    private static ObjectNode mapping() {
        var schema = Json.MAPPER.createObjectNode();
        schema.putArray("type").add("object").add("null");
        return schema;
    }

    /** What a program's figures can be, where its runs are measured by that. */
    static List<String> figures(Metric metric) {
        return List.of(
                "step",
                "tokens",
                "flops",
                "params",
                "loss",
                metric.name(),
                "rate",
                "gradient_norm",
                "tokens_per_second",
                "seconds");
    }

    /** Files of a run's folder. */
    private static final List<String> OWN =
            List.of("run.json", "metrics.jsonl", "result.json", "output.log", "attempt.json", ".lock");

    private static final Pattern GROUP = Pattern.compile("\\(\\?P?<([A-Za-z][A-Za-z0-9_]*)>");

    /** A program's file by a name that depends on where it is looked for. */
    private static final Pattern SCRIPT =
            Pattern.compile("\\./[\\w./-]+|[\\w-][\\w./-]*\\.(py|sh|bash|jl|lua|js|mjs|ts|R|r|pl|rb)");

    /** A command that goes elsewhere itself. */
    private static final Pattern ELSEWHERE = Pattern.compile("\\b(cd|pushd|chdir)\\b");

    private final Kind kind;
    private final Metric metric;
    private final List<String> figures;
    private final Path here;

    /** @param here the study file's folder, in full */
    TrainerReader(Kind kind, Metric metric, Path here) {
        this.kind = kind;
        this.metric = metric;
        figures = figures(metric);
        this.here = here;
    }

    Trainer read(Section trainer) {
        trainer.only(Key.names(keys(kind)));
        var command = COMMAND.value(trainer);
        beside(command, COMMAND.one(trainer));
        return new Trainer.Command(
                template(command, COMMAND.type().expected()),
                metrics(metrics(kind).find(trainer)),
                environment(ENVIRONMENT.find(trainer)),
                here,
                CORES.one(trainer),
                MEMORY.find(trainer).orElse(0L));
    }

    /** A program beside the study file is not where a run's command is started, and would be looked for in vain. */
    private void beside(Value command, String text) {
        if (ELSEWHERE.matcher(text).find()) {
            return;
        }
        for (var word : text.split("[\\s\"';&|()]+")) {
            if (SCRIPT.matcher(word).matches() && Files.isRegularFile(here.resolve(word))) {
                throw command.says(("found %s, which lies beside the study file, while the command is started in each"
                                + " run's folder, expected {here}/%s, or cd {here} before it")
                        .formatted(word, word.replaceFirst("^(\\./)+", "")));
            }
        }
    }

    private String template(Value value, String expected) {
        var text = value.text(expected);
        Placeholders.unknown(kind, text, name -> {
            var hint = Spelling.nearest(name, Placeholders.names(kind));
            throw value.says("found {%s}, which stands for nothing%s"
                    .formatted(
                            name,
                            hint.map("; did you mean {%s}?"::formatted)
                                    .orElse(", expected one of " + String.join(", ", Placeholders.names(kind)))));
        });
        return text;
    }

    private Map<String, String> environment(Optional<Section> variables) {
        var environment = new LinkedHashMap<String, String>();
        variables.ifPresent(section -> {
            for (var name : section.names()) {
                environment.put(name, template(section.need(name, ""), "the variable's value"));
            }
        });
        return environment;
    }

    private Trainer.Metrics metrics(Optional<Section> section) {
        if (section.isEmpty()) {
            return new Trainer.Metrics(Optional.empty(), Trainer.Format.JSONL, Optional.empty(), Map.of());
        }
        var metrics = section.get();
        var file = metrics.find(FILE.name()).map(this::file);
        var word = FORMAT.find(metrics).orElse(metrics.has(PATTERN.name()) ? "pattern" : FORMAT.usual());
        var format = Trainer.Format.valueOf(word.toUpperCase(Locale.ROOT));
        if (format != Trainer.Format.PATTERN) {
            metrics.find(PATTERN.name()).ifPresent(v -> {
                throw v.says("found a pattern beside format %s, expected format pattern".formatted(word));
            });
            return new Trainer.Metrics(file, format, Optional.empty(), columns(COLUMNS.find(metrics)));
        }
        metrics.find(COLUMNS.name()).ifPresent(v -> {
            throw v.says("found columns beside a pattern, whose groups name its figures, expected no columns");
        });
        var pattern = metrics.need(PATTERN.name(), PATTERN_EXPECTED);
        return new Trainer.Metrics(file, format, Optional.of(pattern(pattern)), Map.of());
    }

    private String file(Value value) {
        var name = template(value, FILE.type().expected());
        if (OWN.contains(name.replaceFirst("^(\\./|\\{(run|folder)}/)+", ""))) {
            throw value.says("found %s, which Loglog writes itself, expected another name".formatted(name));
        }
        return name;
    }

    private String pattern(Value value) {
        var text = value.text(PATTERN_EXPECTED);
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
                .map(group -> figures.stream()
                        .filter(f -> Trainer.group(f).equals(group))
                        .findFirst()
                        .orElse(group))
                .sorted()
                .toList();
        for (var group : groups) {
            if (!figures.contains(group)) {
                throw value.says("found a group named %s, expected %s%s"
                        .formatted(group, Value.listed(figures, "or"), Spelling.hint(group, figures)));
            }
        }
        if (!groups.contains("loss") && !groups.contains(metric.name())) {
            throw value.says("found no group (?<loss>...) or (?<%s>...), expected at least one of them"
                    .formatted(metric.name()));
        }
        return java;
    }

    private Map<String, String> columns(Optional<Section> names) {
        var columns = new LinkedHashMap<String, String>();
        names.ifPresent(section -> {
            for (var name : section.names()) {
                var column = section.need(name, "");
                var figure = column.oneOf(figures);
                if (columns.containsValue(figure)) {
                    throw column.says("found %s for a second column, expected one column for it".formatted(figure));
                }
                columns.put(name, figure);
            }
        });
        return columns;
    }
}
