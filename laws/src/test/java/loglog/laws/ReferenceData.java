package loglog.laws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/** Facts measured by others, in {@code shared/data} beside the project; tests of them are skipped where it is not. */
final class ReferenceData {
    private ReferenceData() {}

    /** Rows of a plain CSV file by column name. */
    static List<Map<String, String>> table(String file) {
        var found = find(file);
        Assumptions.assumeTrue(found != null, "shared/data/" + file + " is not beside the project");
        try {
            var lines = Files.readAllLines(found);
            var names = lines.getFirst().split(",");
            var rows = new ArrayList<Map<String, String>>();
            for (var line : lines.subList(1, lines.size())) {
                var fields = line.split(",", -1);
                var row = new HashMap<String, String>();
                for (int c = 0; c < names.length; c++) {
                    row.put(names[c], fields[c]);
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path find(String file) {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var candidate = folder.resolve("shared/data").resolve(file);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /** All 245 rows of figure 4 of arXiv 2203.15556, tokens = flops / (6 params). */
    static Observations chinchillaFigure4() {
        var rows = table("chinchilla_fig4.csv");
        double[] params = column(rows, "params");
        double[] flops = column(rows, "flops");
        var tokens = IntStream.range(0, rows.size())
                .mapToDouble(i -> flops[i] / (6 * params[i]))
                .toArray();
        return Observations.of(params, tokens, column(rows, "loss")).with("flops", flops);
    }

    /** The reference case: the five highest losses left out, as arXiv 2404.10102 does. */
    static Observations chinchilla() {
        var all = chinchillaFigure4();
        return all.select(IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> all.metric(i)))
                .limit(all.size() - 5)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray());
    }

    static double[] column(List<Map<String, String>> rows, String name) {
        return rows.stream()
                .mapToDouble(row -> Double.parseDouble(row.get(name)))
                .toArray();
    }
}
