package loglog.app.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import loglog.app.laws.OutputOptions;
import loglog.lab.imports.ImportFormat;
import loglog.lab.imports.ImportOptions;
import loglog.lab.imports.ImportReport;
import loglog.lab.imports.Importer;
import loglog.lab.imports.LoggedFolders;
import loglog.lab.imports.LoggedFolders.Logged;
import loglog.runs.RunFolder;
import loglog.runs.reader.StoredRun;
import loglog.tables.Numbers;
import loglog.web.ApiField;
import loglog.web.ApiReply;
import loglog.web.ApiRoute;
import loglog.web.Asked;
import loglog.web.BadRequest;
import loglog.web.WebServer;

/**
 * Tables of finished runs for questions about laws: those of a study, and those that another tool logged in a folder below the
 * served ones. A request names a study or one of the folders that were found, never a path.
 */
public final class TablesApi {
    private static final int MOST_FOLDERS = 300;
    private static final int MOST_NOTES = 20;
    private static final String ALL = "";

    private final WebServer server;

    public TablesApi(WebServer server) {
        this.server = server;
    }

    public List<ApiRoute> routes() {
        return List.of(
                ApiRoute.get(
                        "/api/tables",
                        "Where tables of runs can be had: studies with finished runs, folders in which other tools logged",
                        List.of(),
                        _ -> list()),
                ApiRoute.get(
                        "/api/table",
                        "A table of finished runs (name, study, recipe, role, seed, params, tokens, flops, loss), as CSV",
                        List.of(
                                ApiField.query(
                                        "study", "string", "a study of /api/tables (default: all finished runs)"),
                                ApiField.query("folder", "string", "a folder of /api/tables, instead of a study"),
                                ApiField.query(
                                        "loss",
                                        "string",
                                        "validation (the training loss where there is none) or training (default: validation)"),
                                ApiField.query("params", "string", "of a folder: params of its runs, such as 124M"),
                                ApiField.query(
                                        "tokens-per-step",
                                        "string",
                                        "of a folder: tokens per step of its runs, such as 512K")),
                        this::table));
    }

    private ApiReply list() {
        server.refresh();
        var json = OutputOptions.MAPPER.createObjectNode();
        var studies = json.putArray("studies");
        server.runs().runs().stream()
                .filter(run -> run.study() != null && run.status().equals(StoredRun.FINISHED))
                .collect(Collectors.groupingBy(StoredRun::study, TreeMap::new, Collectors.counting()))
                .forEach(
                        (study, runs) -> studies.addObject().put("study", study).put("runs", runs));
        var folders = json.putArray("folders");
        folders()
                .forEach((id, logged) -> folders.addObject()
                        .put("folder", id)
                        .put("files", logged.files())
                        .put(
                                "tools",
                                logged.formats().stream()
                                        .map(ImportFormat::toString)
                                        .collect(Collectors.joining(", "))));
        return ApiReply.json(json);
    }

    private Map<String, Logged> folders() {
        var found = new LinkedHashMap<String, Logged>();
        for (var root : server.runs().roots()) {
            for (var logged : LoggedFolders.below(root)) {
                if (found.size() < MOST_FOLDERS) {
                    var below = root.relativize(logged.folder()).toString().replace('\\', '/');
                    var id = below.isEmpty() ? "." : below;
                    found.put(server.runs().roots().size() > 1 ? root + "/" + id : id, logged);
                }
            }
        }
        return found;
    }

    /** A row of the table; what is not known is empty. */
    private record TableRow(
            String name,
            String study,
            String recipe,
            String role,
            Object seed,
            Object params,
            Object tokens,
            Object flops,
            Object loss) {
        boolean isUsable() {
            return isNumber(loss)
                    && (isNumber(params) ? 1 : 0) + (isNumber(tokens) ? 1 : 0) + (isNumber(flops) ? 1 : 0) >= 1;
        }

        private static boolean isNumber(Object value) {
            return value instanceof Number n && Double.isFinite(n.doubleValue());
        }
    }

    private ApiReply table(Asked asked) {
        boolean isTraining = asked.choice("loss", "validation", List.of("validation", "training"))
                .equals("training");
        var folder = asked.text("folder", "");
        var study = asked.text("study", ALL);
        if (!folder.isEmpty() && !study.isEmpty()) {
            throw BadRequest.of("folder", "it beside a study", "one of the two");
        }
        var notes = new ArrayList<String>();
        var rows = folder.isEmpty() ? ofStudy(study, isTraining) : ofFolder(folder, isTraining, asked, notes);
        var usable = rows.stream().filter(TableRow::isUsable).toList();
        if (usable.isEmpty()) {
            throw BadRequest.of(
                    folder.isEmpty() ? "study" : "folder",
                    rows.isEmpty() ? "no finished run" : "no run with a loss and one of params, tokens and flops",
                    folder.isEmpty()
                            ? "some"
                            : "some; what the tool did not record can be given (params, tokens per step)");
        }
        if (usable.size() < rows.size()) {
            notes.add("%d of %d runs are left out, which have no loss, or no scale"
                    .formatted(rows.size() - usable.size(), rows.size()));
        }
        var json = OutputOptions.MAPPER.createObjectNode();
        json.put("name", fileName(folder.isEmpty() ? study.isEmpty() ? "all-runs" : study : folder))
                .put("rows", usable.size())
                .put("csv", csv(usable));
        notes.stream().limit(MOST_NOTES).forEach(json.putArray("notes")::add);
        return ApiReply.json(json);
    }

    private static String fileName(String of) {
        var plain = of.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^[-_]+|[-_]+$", "");
        return (plain.isEmpty() ? "runs" : plain.substring(0, Math.min(50, plain.length()))) + ".csv";
    }

    private List<TableRow> ofStudy(String study, boolean isTraining) {
        server.refresh();
        return server.runs().runs().stream()
                .filter(run -> run.status().equals(StoredRun.FINISHED))
                // Of all runs, not those that were tuned: their losses are of other tasks.
                .filter(run ->
                        study.isEmpty() ? !run.columns().containsKey("tuning_method") : study.equals(run.study()))
                .map(run -> row(run, isTraining))
                .toList();
    }

    private static TableRow row(StoredRun run, boolean isTraining) {
        var columns = run.columns();
        var validation = columns.get("validation_loss");
        return new TableRow(
                run.name(),
                run.study(),
                (String) columns.get("recipe_name"),
                columns.get("role") instanceof String role ? role : null,
                columns.get("seed"),
                columns.get("params"),
                columns.get("tokens"),
                columns.get("flops"),
                isTraining || validation == null ? columns.get("loss") : validation);
    }

    private List<TableRow> ofFolder(String id, boolean isTraining, Asked asked, List<String> notes) {
        var logged = folders().get(id);
        if (logged == null) {
            throw BadRequest.notFound("folder: found no folder of past runs \"%s\", expected one of /api/tables"
                    .formatted(id.length() <= 80 ? id : id.substring(0, 80) + "..."));
        }
        var params = count(asked, "params");
        var perStep = count(asked, "tokens-per-step");
        var usual = ImportOptions.USUAL;
        var options = new ImportOptions(
                usual.format(),
                usual.name(),
                params.isPresent() ? OptionalLong.of(Math.round(params.getAsDouble())) : OptionalLong.empty(),
                perStep,
                usual.flopsPerToken(),
                usual.map(),
                usual.rules());
        var report = imported(logged.folder(), options);
        report.refused().forEach(refused -> notes.add(refused.name() + " is left out: " + refused.sentence()));
        report.runs().stream().flatMap(run -> run.notes().stream()).distinct().forEach(notes::add);
        return report.runs().stream().map(run -> row(run, isTraining)).toList();
    }

    /** What an import would give, in a folder that goes again. One at a time: each reads all its files. */
    private synchronized ImportReport imported(Path folder, ImportOptions options) {
        Path kept = null;
        try {
            kept = Files.createTempDirectory("loglog-import");
            return Importer.importAll(List.of(folder), options, kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (kept != null) {
                RunFolder.delete(kept);
            }
        }
    }

    private static TableRow row(ImportReport.Run run, boolean isTraining) {
        var loss = isTraining || run.validationLoss().isEmpty() ? run.loss() : run.validationLoss();
        return new TableRow(
                run.name(),
                null,
                null,
                null,
                null,
                run.params().isPresent() ? run.params().getAsLong() : null,
                boxed(run.tokens()),
                boxed(run.flops()),
                boxed(loss));
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static OptionalDouble count(Asked asked, String field) {
        var text = asked.text(field, "").strip();
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        double value = Numbers.parse(text).orElse(0);
        if (!(value >= 1 && value < 1e18)) {
            throw BadRequest.of(field, '"' + text + '"', "a positive number such as 124M or 524288");
        }
        return OptionalDouble.of(value);
    }

    /** With the columns that at least one row fills. */
    private static String csv(List<TableRow> rows) {
        var columns = new LinkedHashMap<String, Function<TableRow, Object>>();
        columns.put("name", TableRow::name);
        columns.put("study", TableRow::study);
        columns.put("recipe", TableRow::recipe);
        columns.put("role", TableRow::role);
        columns.put("seed", TableRow::seed);
        columns.put("params", TableRow::params);
        columns.put("tokens", TableRow::tokens);
        columns.put("flops", TableRow::flops);
        columns.put("loss", TableRow::loss);
        columns.values().removeIf(column -> rows.stream().allMatch(row -> column.apply(row) == null));
        var csv = new StringBuilder(String.join(",", columns.keySet())).append('\n');
        rows.stream()
                .sorted(Comparator.comparing(TableRow::name))
                .forEach(row -> csv.append(columns.values().stream()
                                .map(column -> cell(column.apply(row)))
                                .collect(Collectors.joining(",")))
                        .append('\n'));
        return csv.toString();
    }

    private static String cell(Object value) {
        return switch (value) {
            case null -> "";
            case Number n when !Double.isFinite(n.doubleValue()) -> "";
            case Number n -> n.toString();
            default -> '"' + value.toString().replace("\"", "\"\"") + '"';
        };
    }
}
