package loglog.lab.imports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import loglog.tables.Numbers;

/**
 * What the loggers of Lightning leave beside a run's values: a folder {@code version_N} with the settings in {@code
 * hparams.yaml}. Lightning records a step by the number of steps before it: after 60 steps the last one is 59.
 */
final class Lightning {
    /** The file of its logger of CSV. */
    static final String METRICS = "metrics.csv";

    private static final String SETTINGS = "hparams.yaml";
    private static final Pattern SETTING = Pattern.compile("([A-Za-z_][\\w./-]*): *([^\\s#\\[{&*!|>][^#]*)");
    private static final int LARGEST = 1 << 20;

    private Lightning() {}

    /** Whether a folder is one of its runs'. */
    static boolean isRun(Path folder) {
        return Files.isRegularFile(folder.resolve(SETTINGS));
    }

    /** Whether a file is one of its logger of CSV. */
    static boolean is(Path file, List<String> columns) {
        return file.getFileName().toString().equals(METRICS)
                && columns.containsAll(List.of("step", "epoch"))
                && isRun(file.toAbsolutePath().getParent());
    }

    static boolean is(Path file, byte[] head) {
        var line = new String(head, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        return is(file, Arrays.asList(line.split(",")));
    }

    /** The settings on lines of their own; what is nested is left to Lightning. */
    static void settings(ImportedRun draft, Path folder) {
        var file = folder.resolve(SETTINGS);
        try {
            if (!isRun(folder) || Files.size(file) > LARGEST) {
                return;
            }
            for (var line : Files.readAllLines(file)) {
                var setting = SETTING.matcher(line.stripTrailing());
                if (setting.matches() && !Values.isNothing(setting.group(2))) {
                    var value = setting.group(2).replaceFirst("^'(.*)'$|^\"(.*)\"$", "$1$2");
                    var number = Numbers.parse(value);
                    if (number.isPresent() && !value.matches(".*[A-Za-z]$")) {
                        Values.put(draft.recipe, setting.group(1), number.getAsDouble());
                    } else {
                        draft.recipe.put(setting.group(1), value);
                    }
                }
            }
            draft.files.add(file);
        } catch (IOException e) {
            draft.notes.add("its settings are not known: %s cannot be read as text".formatted(file));
        }
    }
}
