package loglog.tasks;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import loglog.yaml.Section;
import loglog.yaml.Value;
import loglog.yaml.Yaml;
import tools.jackson.databind.node.ObjectNode;

/** Reads a task as a study file has it: one key, the task's name, with its settings below. */
public final class TaskReader {
    private static final List<String> NAMES =
            List.of(ArithmeticChain.NAME, DigitAddition.NAME, ModularTable.NAME, RepeatTask.NAME, UserTask.NAME);

    private TaskReader() {}

    /**
     * Reads the task.
     *
     * @throws loglog.runs.DataException naming line and key, what was found and what was expected
     */
    public static ExactTask read(Value task) {
        var section = task.section().only(NAMES);
        if (section.names().size() != 1) {
            throw task.says("found %s, expected one of %s with its settings, such as {chain: {steps: 8, modulus: 7}}"
                    .formatted(
                            section.names().isEmpty() ? "nothing" : String.join(" and ", section.names()),
                            Value.listed(NAMES, "or")));
        }
        var name = section.names().iterator().next();
        var value = section.need(name, "");
        var settings = value.section();
        return value.here(() -> switch (name) {
            case ArithmeticChain.NAME -> chain(settings.only("steps", "modulus", "format"));
            case DigitAddition.NAME -> addition(settings.only("digits", "format"));
            case ModularTable.NAME -> modular(settings.only("modulus", "operation", "share"));
            case RepeatTask.NAME -> repeat(settings.only("symbols", "length", "gap"));
            default -> file(settings.only("path", "match", "tolerance", "judge", "format"));
        });
    }

    /** Reads what {@link ExactTask#write} wrote, which is YAML as any JSON is. */
    public static ExactTask read(Path place, ObjectNode json) {
        var keys = Yaml.read(place, "{\"task\": " + json + "}", "a task");
        return read(new Section(place, "", keys, 1).need("task", "a task"));
    }

    private static ArithmeticChain chain(Section of) {
        var steps = of
                .need("steps", "operations of a problem, such as 8 or [4, 8, 16]")
                .items("numbers of operations")
                .stream()
                .map(v -> v.whole(1, ArithmeticChain.MOST_STEPS, "operations, from 1 to " + ArithmeticChain.MOST_STEPS))
                .distinct()
                .toList();
        int modulus = of.find("modulus")
                .map(v -> v.whole(2, ArithmeticChain.MOST_MODULUS, "a prime up to " + ArithmeticChain.MOST_MODULUS))
                .orElse(7);
        var written = new ArithmeticChain(steps, modulus, 1);
        return of.find("format")
                .map(v -> v.here(() -> written.in(v.text("steps, direct, calculator, or such as every 2"))))
                .orElse(written);
    }

    private static DigitAddition addition(Section of) {
        int digits = of.find("digits")
                .map(v -> v.whole(1, DigitAddition.MOST_DIGITS, "digits, from 1 to " + DigitAddition.MOST_DIGITS))
                .orElse(3);
        var format = of.find("format")
                .map(v -> v.oneOf(List.of("plain", "reversed", "steps")))
                .orElse("plain");
        return new DigitAddition(digits, DigitAddition.Format.valueOf(format.toUpperCase(java.util.Locale.ROOT)));
    }

    private static ModularTable modular(Section of) {
        int modulus = of.find("modulus")
                .map(v -> v.whole(2, ModularTable.MOST_MODULUS, "a modulus from 2 to " + ModularTable.MOST_MODULUS))
                .orElse(53);
        var operation = of.find("operation")
                .map(v -> v.oneOf(List.of("add", "subtract", "multiply")))
                .orElse("add");
        double share = of.find("share")
                .map(v -> v.number(s -> s > 0 && s < 1, "the share of pairs to learn, between 0 and 1"))
                .orElse(0.5);
        return new ModularTable(
                modulus, ModularTable.Operation.valueOf(operation.toUpperCase(java.util.Locale.ROOT)), share);
    }

    private static RepeatTask repeat(Section of) {
        int most = RepeatTask.MOST;
        return new RepeatTask(
                of.find("symbols")
                        .map(v -> v.whole(2, most, "symbols, from 2 to " + most))
                        .orElse(16),
                of.find("length")
                        .map(v -> v.whole(1, most, "symbols, from 1 to " + most))
                        .orElse(8),
                of.find("gap")
                        .map(v -> v.whole(0, most, "symbols, from 0 to " + most))
                        .orElse(4));
    }

    private static UserTask file(Section of) {
        var path = of.need("path", "a file of JSON lines with prompt and answer");
        var match = of.find("match")
                .map(v -> v.oneOf(List.of("exact", "numeric", "command")))
                .orElse("exact");
        if (!match.equals("numeric")) {
            of.find("tolerance").ifPresent(v -> {
                throw v.says("found it beside match %s, expected match numeric".formatted(match));
            });
        }
        if (!match.equals("command")) {
            of.find("judge").ifPresent(v -> {
                throw v.says("found it beside match %s, expected match command".formatted(match));
            });
        }
        var format =
                of.find("format").map(v -> v.oneOf(List.of("direct", "steps"))).orElse("direct");
        var matching = switch (match) {
            case "exact" -> new AnswerMatch.Exact();
            case "numeric" ->
                new AnswerMatch.Numeric(of.find("tolerance")
                        .map(v -> v.number(t -> t >= 0 && t < 1, "a share from 0 to less than 1"))
                        .orElse(0.0));
            default ->
                new AnswerMatch.Command(
                        of.need("judge", "the command that judges").text("a shell command"));
        };
        return new UserTask(beside(of, path), matching, format.equals("steps"));
    }

    /** Relative to the study file, wherever the command is started. */
    private static Path beside(Section of, Value path) {
        var text = path.text("a file of JSON lines");
        try {
            return of.file().toAbsolutePath().resolveSibling(text).normalize();
        } catch (InvalidPathException _) {
            throw path.wrong("a file of JSON lines");
        }
    }
}
