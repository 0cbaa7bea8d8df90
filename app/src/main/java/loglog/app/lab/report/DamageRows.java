package loglog.app.lab.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import loglog.lab.results.Result;
import loglog.laws.precision.RoundedRun;
import loglog.models.transformer.QuantizedTraining;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.RunFolder;

/**
 * What rounding a run's weights after training cost, kept in {@code rounded.json} of its folder.
 *
 * @param tokens that were read for each loss
 */
public record DamageRows(long tokens, List<RoundedRun> rows) {
    private static final String FILE = "rounded.json";

    /** The folder of a study's rounded models, beside the study's own: each is a run that verifies a forecast. */
    public static String studyOf(String study) {
        return study + "-rounded";
    }

    /** Whether nothing was rounded in a run's training. */
    public static boolean isTrainedAsFloats(Result result) {
        return QuantizedTraining.of(result.folder()).isNone();
    }

    /** What is there; empty where it is not whole. */
    public static Optional<DamageRows> read(Path run) {
        var file = run.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var json = new RunFolder(run).read(file);
        if (!RunFolder.isAsWritten(json)) {
            return Optional.empty();
        }
        var fields = Fields.of(file, json);
        var rows = new ArrayList<RoundedRun>();
        for (var row : json.path("rows")) {
            rows.add(new RoundedRun(
                    run.getFileName().toString(),
                    fields.number("params"),
                    fields.number("tokens"),
                    row.path("bits").asDouble(),
                    row.path("damage").asDouble()));
        }
        return Optional.of(new DamageRows(fields.whole("read"), List.copyOf(rows)));
    }

    /** Keeps what was measured; nothing where there is nothing. */
    public static void write(Path run, long tokens, List<RoundedRun> rows) {
        if (rows.isEmpty()) {
            return;
        }
        var json = Json.MAPPER.createObjectNode();
        json.put("params", rows.getFirst().params())
                .put("tokens", rows.getFirst().tokens());
        json.put("read", tokens);
        var array = json.putArray("rows");
        rows.forEach(row -> array.addObject().put("bits", row.bits()).put("damage", row.damage()));
        new RunFolder(run).writeSealed(run.resolve(FILE), json);
    }
}
