package loglog.app.feedback;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import loglog.feedback.ProxyExperiment;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.words.Format;

/** The table of proxies' scores, which grows by the rows of a proxy. */
record ProxyScoresTable(Path table) {
    private static final String HEADER = "width,layers,proxy_params,pairs,seed,accuracy,updates,n,kl,proxy,gold\n";

    /**
     * The proxies whose rows are there; begins the table where there is none.
     *
     * @throws DataException where the file is another table, or cannot be written
     */
    Set<ProxyExperiment.Proxy> begun() {
        var done = new HashSet<ProxyExperiment.Proxy>();
        if (!Files.exists(table) || isEmpty()) {
            AtomicFile.write(
                    table, HEADER.getBytes(StandardCharsets.UTF_8)); // where it cannot be written, before any training
            return done;
        }
        try {
            var lines = Files.readAllLines(table);
            if (!(lines.getFirst() + "\n").equals(HEADER)) {
                throw DataException.in(
                        table,
                        "found the columns %s, expected a table that this command has begun: %s",
                        lines.getFirst(),
                        HEADER.strip());
            }
            for (int i = 1; i < lines.size(); i++) {
                done.add(proxy(lines.get(i), i + 1));
            }
        } catch (IOException e) {
            throw DataException.of(table, e);
        }
        return done;
    }

    private boolean isEmpty() {
        try {
            return Files.size(table) == 0;
        } catch (IOException e) {
            throw DataException.of(table, e);
        }
    }

    private ProxyExperiment.Proxy proxy(String line, int number) {
        var cells = line.split(",", -1);
        try {
            if (cells.length == HEADER.split(",").length) {
                return new ProxyExperiment.Proxy(
                        Integer.parseInt(cells[0]),
                        Integer.parseInt(cells[1]),
                        Integer.parseInt(cells[3]),
                        Long.parseLong(cells[4]));
            }
        } catch (NumberFormatException _) {
            // The sentence below says what was expected.
        }
        throw DataException.in(table, "line %d: found \"%s\", expected a row as %s", number, line, HEADER.strip());
    }

    /** Writes the rows of a proxy behind those that are there, all or none. */
    void append(ProxyExperiment.Scores scores) {
        var of = scores.of();
        var rows = new StringBuilder();
        for (var point : scores.points()) {
            rows.append("%d,%d,%d,%d,%d,%.4f,%d,%d,%s,%s,%s\n"
                    .formatted(
                            of.width(),
                            of.layers(),
                            scores.params(),
                            of.pairs(),
                            of.seed(),
                            scores.accuracy(),
                            scores.updates(),
                            point.n(),
                            Format.digits(point.kl(), 6),
                            Format.digits(point.proxy(), 6),
                            Format.digits(point.gold(), 6)));
        }
        try {
            AtomicFile.write(table, (Files.readString(table) + rows).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw DataException.of(table, e);
        }
    }
}
