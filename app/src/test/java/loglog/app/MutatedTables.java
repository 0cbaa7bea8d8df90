package loglog.app;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import loglog.app.mutation.Mutations;
import loglog.app.mutation.Mutations.Form;
import loglog.runs.Json;
import loglog.tables.Role;
import loglog.tables.RunsQuery;
import loglog.tables.TableException;
import loglog.tables.Tables;

/** Tables of runs, in all formats, and the questions on them. */
final class MutatedTables {
    private static final List<String> LAW_COMMANDS = List.of(
            "fit --bootstrap=0",
            "fit --bootstrap=20",
            "which --skip-bad",
            "predict --at=flops=1e22 --bootstrap=10",
            "plan --budget=1e21 --bootstrap=10",
            "isoflop --bootstrap=10",
            "diagnose --skip-bad",
            "backtest --skip-bad",
            "compare --by=run --skip-bad --bootstrap=10",
            "fit --skip-bad --bootstrap=0 --law=power-floor --json",
            "diagnose --curve=run --skip-bad",
            "import");

    private MutatedTables() {}

    static void add(Path folder, List<MutatedKind> kinds) {
        var at = MutatedKind.made(folder, "tables");
        var csv = MutatedKind.text(SomeRuns.recipes(at)).lines().limit(30).toList();
        var header = csv.getFirst() + ",seed,unique_tokens,Note (x)";
        var rows = csv.stream().skip(1).map(row -> row + ",1,70B,\"a, b\"").toList();
        var table = header.replace("recipe", "run") + "\n" + String.join("\n", rows) + "\n";
        var few = String.join("\n", table.lines().limit(9).toList()) + "\n";
        var curves = String.join(
                        "\n",
                        MutatedKind.text(SomeRuns.curves(at)).lines().limit(60).toList()) + "\n";
        var jsonl = jsonl(few);
        var json = "[" + String.join(",\n", jsonl.lines().toList()) + "]";
        var nested = "{\"runs\": " + json
                + ", \"by\": {\"columns\": [\"params\", \"loss\"], \"data\": [[1e6, 4], [1e7, 3]]}}";
        kinds.add(table("csv", 800, Form.TEXT, at, few, table));
        kinds.add(
                table("tsv", 300, Form.TEXT, at, few.replace(',', '\t'), few.replace(',', ';'), few.replace(',', '|')));
        kinds.add(table("json", 1000, Form.TEXT, at, json, nested));
        kinds.add(table("jsonl", 1000, Form.TEXT, at, jsonl));
        kinds.add(new MutatedKind(
                "csv.gz",
                300,
                Form.GZIP,
                List.of(Mutations.zipped(MutatedKind.utf8(few)), Mutations.zipped(MutatedKind.utf8(jsonl))),
                at.resolve("runs.csv.gz"),
                MutatedTables::readTable));
        var parquet = at.resolve("runs.parquet");
        parquet(SomeRuns.write(at, "whole.csv", few.replaceAll(",(Note|\"a).*", "")), parquet);
        kinds.add(new MutatedKind(
                "parquet", 2, Form.BINARY, List.of(MutatedKind.bytes(parquet)), parquet, MutatedTables::readTable));
        kinds.add(played(at, "elo", SomeRuns.results(at)));
        kinds.add(played(at, "strength --bootstrap=20", SomeRuns.strength(at)));
        kinds.add(new MutatedKind(
                "laws",
                3,
                Form.TEXT,
                List.of(MutatedKind.utf8(table), MutatedKind.utf8(few), MutatedKind.utf8(curves)),
                at.resolve("laws.csv"),
                (file, random) -> {
                    var line = Mutations.pick(LAW_COMMANDS, random);
                    MutatedKind.command(line + (line.equals("import") ? " --runs=" + at.resolve("out") : ""), file);
                    MutatedKind.removed(at.resolve("out"));
                }));
    }

    /** Results of games, and points of strength. */
    private static MutatedKind played(Path at, String line, Path whole) {
        return new MutatedKind(
                line.split(" ")[0],
                1,
                Form.TEXT,
                List.of(MutatedKind.utf8(String.join(
                                "\n", MutatedKind.text(whole).lines().limit(160).toList()) + "\n")),
                at.resolve(line.split(" ")[0] + ".csv"),
                (file, _) -> MutatedKind.command(line, file));
    }

    private static MutatedKind table(String ending, int weight, Form form, Path at, String... whole) {
        return new MutatedKind(
                ending,
                weight,
                form,
                Arrays.stream(whole).map(MutatedKind::utf8).toList(),
                at.resolve("runs." + ending),
                MutatedTables::readTable);
    }

    private static void readTable(Path file, Random random) {
        var table = Tables.read(List.of(file.toString()));
        var usual = RunsQuery.usual();
        for (var query : List.of(
                usual.require(Role.LOSS),
                usual.require(Role.LOSS).require(Role.PARAMS, Role.TOKENS).skipBad(true),
                usual.skipBad(true).anyMetric(true).want(Role.UNIQUE_TOKENS).where("params>1M"))) {
            try {
                query.read(table);
            } catch (TableException e) {
                MutatedKind.sentence(e);
            }
        }
    }

    private static String jsonl(String csv) {
        var lines = csv.lines().map(line -> line.split(",(?! )", -1)).toList();
        var out = new StringBuilder();
        for (var row : lines.subList(1, lines.size())) {
            var object = Json.MAPPER.createObjectNode();
            for (int i = 0; i < row.length; i++) {
                if (row[i].matches("[0-9.E+-]+")) {
                    object.put(lines.getFirst()[i], Double.parseDouble(row[i]));
                } else {
                    object.put(lines.getFirst()[i], row[i].replace("\"", ""));
                }
            }
            object.putObject("config")
                    .put("lr", 0.003)
                    .putArray("betas")
                    .add(0.9)
                    .add(0.95);
            out.append(object).append('\n');
        }
        return out.toString();
    }

    private static void parquet(Path csv, Path parquet) {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("copy (select *, [1, 2] as list, {'a': 1} as struct from '%s') to '%s' (format parquet)"
                    .formatted(csv, parquet));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
