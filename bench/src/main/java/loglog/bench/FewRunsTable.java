package loglog.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import loglog.bench.ForecastTable.Score;
import loglog.bench.Sweep.Split;

/**
 * What forecasts are worth where someone has few runs: of each split of {@link ForecastTable}, ten or sixteen of the runs to fit are
 * drawn at random. Of a source the draws count alike.
 */
public final class FewRunsTable {
    private static final int[] RUNS = {10, 16};

    /** Draws from each split; one of openlm's, which has many splits. */
    private static final int DRAWS = 4;

    /** A split has at least so many more runs than are drawn. */
    private static final int LEFT_OUT = 4;

    private FewRunsTable() {}

    public static void main(String[] args) throws IOException {
        var splits = Sweep.in(Path.of(args[0])).stream()
                .flatMap(sweep -> sweep.splits(0.5, 1, 2).stream())
                .toList();
        var scores = new LinkedHashMap<String, List<Score>>();
        for (int runs : RUNS) {
            for (var split : splits) {
                var source = split.sweep().source();
                int draws = source.equals("openlm") ? 1 : DRAWS;
                for (int draw = 0; draw < draws && split.fitted().size() >= runs + LEFT_OUT; draw++) {
                    var few = new Split(
                            split.sweep(),
                            split.hidden(),
                            split.fitted().select(drawn(split, runs, draw)),
                            split.asked());
                    scores.computeIfAbsent("| %s | %d".formatted(source, runs), _ -> new ArrayList<>())
                            .add(Score.of(
                                    ForecastTable.forecast(few), few.asked().metric()));
                }
            }
        }
        System.out.println("| source | runs | error (signed) | 90% interval | Winkler |");
        System.out.println("|---|---|---|---|---|");
        scores.forEach((which, of) ->
                System.out.printf("%s | %s |%n", which, Score.mean(of).row()));
        System.out.printf(
                "| mean of these | | %s |%n",
                Score.mean(scores.values().stream().map(Score::mean).toList()).row());
    }

    private static int[] drawn(Split split, int runs, int draw) {
        var random = new SplittableRandom(1000 * draw + runs);
        var rows = IntStream.range(0, split.fitted().size()).toArray();
        for (int i = 0; i < runs; i++) {
            int j = i + random.nextInt(rows.length - i);
            int row = rows[j];
            rows[j] = rows[i];
            rows[i] = row;
        }
        return IntStream.of(rows).limit(runs).sorted().toArray();
    }
}
