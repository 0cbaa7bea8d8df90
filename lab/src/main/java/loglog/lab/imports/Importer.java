package loglog.lab.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import loglog.runs.DataException;
import loglog.runs.Digests;
import tools.jackson.databind.node.ObjectNode;

/** Past runs of other tools become run folders. */
public final class Importer {
    private static final int LONGEST_NAME = 150;

    private final ImportOptions options;
    private final Path runs;
    private final Map<Path, String> digests = new HashMap<>();

    private Importer(ImportOptions options, Path runs) {
        this.options = options;
        this.runs = runs;
    }

    /**
     * Imports all runs behind the paths into {@code runs/NAME/}. Each folder is written whole or not at all; a run that is
     * there already stays as it is. A run that cannot be read is left out alone.
     *
     * @param paths files, and folders to search
     * @throws DataException where a path does not exist or holds nothing known, or two runs have one name; nothing is
     *     written then
     */
    public static ImportReport importAll(List<Path> paths, ImportOptions options, Path runs) {
        return new Importer(options, runs).all(paths);
    }

    private ImportReport all(List<Path> paths) {
        var hits = ImportSearch.of(paths, options.format());
        var found = new ArrayList<Found>();
        hits.forEach((format, files) -> {
            if (!files.isEmpty()) {
                found.addAll(format.read(files, options));
            }
        });
        var named = new LinkedHashMap<String, Found>();
        for (var run : found) {
            var name = name(run, found.size());
            var before = named.putIfAbsent(name, run);
            if (before != null) {
                throw new DataException(
                        "found two runs named %s, of %s and of %s, expected a name each: import them apart, with --name"
                                .formatted(name, before.where(), run.where()));
            }
        }
        var imported = new ArrayList<ImportReport.Run>();
        var refused = new ArrayList<ImportReport.Refused>();
        named.forEach((name, run) -> {
            switch (run) {
                case Found.Damaged damaged -> refused.add(new ImportReport.Refused(name, damaged.sentence()));
                case ImportedRun draft -> {
                    try {
                        imported.add(write(name, draft));
                    } catch (DataException e) {
                        refused.add(new ImportReport.Refused(name, e.getMessage()));
                    }
                }
            }
        });
        return new ImportReport(List.copyOf(imported), List.copyOf(refused));
    }

    private ImportReport.Run write(String name, ImportedRun draft) {
        var files = RunFiles.of(draft, name, options, this::sha256);
        boolean isNew = ImportFolder.write(runs, name, files);
        var result = files.result();
        return new ImportReport.Run(
                name,
                runs.resolve(name),
                isNew,
                draft.tool,
                result.get("status").asString(),
                Values.count(number(result, Quantity.PARAMS).orElse(0)),
                number(result, Quantity.TOKENS),
                number(result, Quantity.FLOPS),
                number(result, Quantity.LOSS),
                number(result, Quantity.VALIDATION_LOSS),
                files.points(),
                draft.where(),
                List.copyOf(files.notes()));
    }

    private static OptionalDouble number(ObjectNode json, Quantity quantity) {
        var value = json.get(quantity.label());
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.asDouble());
    }

    /** A name that every file system takes. */
    private String name(Found run, int count) {
        var full =
                options.name() == null ? run.name() : count == 1 ? options.name() : options.name() + "-" + run.name();
        var name = full.replaceAll("[^\\p{L}\\p{N}._=+@-]+", "-")
                .replaceAll("-{2,}", "-")
                .replaceAll("^[.-]+|[-]+$", "");
        name = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        if (name.isEmpty()) {
            throw new DataException("%s: found a run without a name (%s), expected one; give it with --name"
                    .formatted(run.where(), full.isBlank() ? "nothing" : full));
        }
        return name;
    }

    private String sha256(Path file) {
        return digests.computeIfAbsent(file, Importer::digest);
    }

    private static String digest(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            var digest = Digests.sha256();
            var block = new byte[1 << 16];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                digest.update(block, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw DataException.of(file, e);
        } catch (UncheckedIOException e) {
            throw DataException.of(file, e.getCause());
        }
    }
}
