package loglog.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import loglog.runs.Json;
import loglog.web.ApiField;
import loglog.web.ApiRoute;
import loglog.web.Asked;
import loglog.web.BadRequest;
import loglog.web.ServerSettings;
import loglog.web.WebServer;
import loglog.web.openai.RequestProblem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the pages ask, asked of the routes themselves. */
class ApiOfPagesTest {
    /** Of each route; more by {@code -Dloglog.requests=...}. */
    private static final int REQUESTS = Integer.getInteger("loglog.requests", 60);

    @TempDir
    static Path folder;

    private static Path outside;
    private static WebServer server;
    private static List<ApiRoute> routes;

    @BeforeAll
    static void open() throws IOException {
        var runs = Files.createDirectories(folder.resolve("runs"));
        for (int i = 1; i <= 6; i++) {
            var run = Files.createDirectories(runs.resolve("ladder/m" + i + "-seed1"));
            Files.writeString(
                    run.resolve("run.json"),
                    "{\"params\":%d000,\"tokens\":%d0000,\"steps\":10,\"seed\":1,\"study\":\"ladder\"}"
                            .formatted(i, 2 * i));
            Files.writeString(run.resolve("metrics.jsonl"), "{\"step\":1,\"tokens\":100,\"loss\":3}\n");
            Files.writeString(
                    run.resolve("result.json"),
                    "{\"status\":\"finished\",\"params\":%d000,\"tokens\":%d0000,\"flops\":%d.2e9,\"loss\":%s,\"validation_loss\":%s}"
                            .formatted(i, 2 * i, i * i, 3 - 0.2 * i, 3.5 - 0.2 * i));
        }
        var exports = Files.createDirectories(runs.resolve("elsewhere/wandb"));
        Files.writeString(
                exports.resolve("export.csv"),
                "\"Name\",\"State\",\"Created\",\"params\",\"tokens\",\"loss\"\n\"a\",\"finished\",\"2024\",\"1000\",\"20000\",\"3.1\"\n"
                        + "\"b\",\"finished\",\"2024\",\"2000\",\"40000\",\"2.9\"\n");
        outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret.yaml"), "design: {kind: ladder, sizes: [1K]}\n");
        Files.createSymbolicLink(runs.resolve("link.yaml"), outside.resolve("secret.yaml"));
        Files.writeString(runs.resolve("broken.yaml"), "design: {kind: ladder, sizes: [30K], tokens_per_param: x}\n");
        server = Serving.start(
                new ServerSettings("127.0.0.1", 0, null, false, "test", List.of(runs), Serving::sentence));
        routes = Serving.routes(server, List.of());
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static JsonNode ask(String path, String body, String... fieldsAndValues) {
        var fields = new HashMap<String, List<String>>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            fields.put(fieldsAndValues[i], List.of(fieldsAndValues[i + 1]));
        }
        var route =
                routes.stream().filter(r -> r.path().equals(path)).findFirst().orElseThrow();
        return Json.MAPPER.readTree(route.answer()
                .apply(new Asked(fields, body.getBytes(StandardCharsets.UTF_8)))
                .bytes());
    }

    private static JsonNode ledger(List<ApiRoute> of, Map<String, List<String>> fields) {
        var route = of.stream()
                .filter(r -> r.path().equals("/api/questions/ledger"))
                .findFirst()
                .orElseThrow();
        return Json.MAPPER.readTree(
                route.answer().apply(new Asked(fields, new byte[0])).bytes());
    }

    @Test
    void theLedgerIsThatOfTheFolderWhichHasOneAndNoOtherIsRead() throws IOException {
        var none = Files.createDirectories(folder.resolve("none"));
        var kept = Files.createDirectories(folder.resolve("kept"));
        var asked = new QuestionsApi(List.of(none, kept)).routes();
        assertThat(ledger(asked, Map.of()).toString()).contains("none/ledger.jsonl", "There are no forecasts yet");
        Files.writeString(kept.resolve("ledger.jsonl"), "");
        assertThat(ledger(asked, Map.of()).toString()).contains("kept/ledger.jsonl", "There are no forecasts yet");
        assertThat(ledger(asked, Map.of("runs", List.of(none.toString()))).toString())
                .contains("none/ledger.jsonl");
        assertThatThrownBy(() -> ledger(asked, Map.of("runs", List.of(outside.toString()))))
                .isInstanceOf(BadRequest.class)
                .hasMessageStartingWith("runs: found ");
    }

    @Test
    void aStudysFinishedRunsAreATable() {
        var tables = ask("/api/tables", "");
        assertThat(tables.path("studies").get(0).path("study").asString()).isEqualTo("ladder");
        var table = ask("/api/table", "", "study", "ladder");
        assertThat(table.path("rows").asInt()).isEqualTo(6);
        assertThat(table.path("csv").asString().lines())
                .startsWith("name,study,seed,params,tokens,flops,loss")
                .contains("\"ladder/m1-seed1\",\"ladder\",1,1000,20000,1.2E9,3.3");
        assertThat(ask("/api/table", "", "study", "ladder", "loss", "training")
                        .path("csv")
                        .asString())
                .contains(",2.8\n");
    }

    /** In a terminal the command's help is the answer to no option at all. */
    @Test
    void aClusterOfWhichNothingIsSaidIsASentence() {
        assertThatThrownBy(() -> ask("/api/questions/cluster", "")).hasMessageContaining("found none of");
    }

    @Test
    void whatAnotherToolLoggedBelowTheFolderIsATableAndNothingElseIsRead() {
        var folders = ask("/api/tables", "").path("folders");
        assertThat(folders.findValuesAsString("folder")).contains("elsewhere", "elsewhere/wandb");
        var table = ask("/api/table", "", "folder", "elsewhere/wandb");
        assertThat(table.path("rows").asInt()).isEqualTo(2);
        assertThat(table.path("csv").asString()).startsWith("name,params,tokens,flops,loss\n\"a\",1000,20000.0,");
        for (var other : List.of("../outside", outside.toString(), "elsewhere/wandb/..", "/", "ladder")) {
            assertThatThrownBy(() -> ask("/api/table", "", "folder", other))
                    .isInstanceOf(BadRequest.class)
                    .hasMessageContaining("expected one of /api/tables");
        }
    }

    @Test
    void studiesAreThoseOfTheFolderBrokenOnesAreSaidAndNoPathOrLinkLeadsOut() {
        var studies = ask("/api/studies", "").path("studies");
        assertThat(studies.findValuesAsString("id")).contains("broken.yaml").doesNotContain("link.yaml");
        assertThat(studies.get(0).path("problem").asString())
                .startsWith("broken.yaml: line 1")
                .contains("tokens_per_param");
        for (var other : List.of("link.yaml", "../outside/secret.yaml", outside + "/secret.yaml")) {
            assertThatThrownBy(() -> ask("/api/studies/plan", "", "study", other))
                    .isInstanceOf(BadRequest.class)
                    .hasMessageContaining("expected one of /api/studies");
        }
    }

    @Test
    void aTemplateBecomesAStudyThatCanBePlannedAndNoFileIsOverwritten() {
        var made = ask("/api/studies/init", "{\"name\":\"mine\",\"design\":\"ladder\",\"kind\":\"\"}");
        assertThat(made.path("study").asString()).isEqualTo("mine");
        assertThat(made.path("state").asString()).isEqualTo("new");
        assertThat(made.path("planned").asInt()).isPositive();
        assertThat(ask("/api/studies/plan", "", "study", "mine.yaml").path("runs"))
                .hasSize(made.path("planned").asInt());
        assertThatThrownBy(() -> ask("/api/studies/init", "{\"name\":\"mine\"}"))
                .hasMessageContaining("mine")
                .isInstanceOf(BadRequest.class);
        assertThatThrownBy(() -> ask("/api/studies/init", "{\"name\":\"../mine2\"}"))
                .isInstanceOf(BadRequest.class);
        assertThat(outside.resolveSibling("mine2.yaml")).doesNotExist();
    }

    @Test
    void errorsOfFormsSpeakOfFieldsNotOfOptions() {
        var table = "params,tokens,loss\n1e6,2e7,3\n2e6,4e7,2.8\n4e6,8e7,2.7\n";
        assertThatThrownBy(() -> ask("/api/questions/fit", table, "table", "a.csv", "drop-highest", "9"))
                .hasMessageContaining("\"drop highest\"")
                .hasMessageNotContaining("--");
        assertThatThrownBy(() -> ask("/api/questions/fit", table, "table", "a.csv", "where", "size>3"))
                .hasMessageNotContaining("--where");
        assertThatThrownBy(() -> ask("/api/questions/plan", table, "table", "a.csv", "days", "x"))
                .hasMessageStartingWith("\"days\": found x")
                .hasMessageNotContaining("--");
        assertThat(PageWords.of("; --rows runs takes each for a run", Set.of("where"), Set.of("where", "rows")))
                .isEqualTo("; --rows (in a terminal) runs takes each for a run");
        assertThat(PageWords.of("found \"a--b\", expected x--y")).isEqualTo("found \"a--b\", expected x--y");
    }

    /** What a person types by mistake: letters, a negative number. */
    @Test
    void aWrongValueInAnyFieldOfAnyQuestionIsASentenceThatNamesTheField() {
        var tables = Map.of(
                "trend", "date,metric\n2020,1\n2021,2\n2022,5\n2023,9\n",
                "horizon",
                        "alias,task_id,task_family,human_minutes,score_binarized\na,t1,f1,1,1\na,t2,f2,60,0\na,t3,f3,8,1\na,t4,f4,8,0\n");
        var runs =
                "recipe,params,tokens,loss\na,1e6,2e7,3\na,2e6,4e7,2.8\na,4e6,8e7,2.7\na,8e6,1e8,2.6\na,1e7,2e8,2.5\na,2e7,2e8,2.45\n"
                        + "b,1e6,2e7,2.9\nb,2e6,4e7,2.7\nb,4e6,8e7,2.6\nb,8e6,1e8,2.5\nb,1e7,2e8,2.4\nb,2e7,2e8,2.35\n";
        var needed = Map.of(
                "cluster", Map.of("flops", "1e24", "days", "90"),
                "published", Map.of("budget", "1e22"),
                "predict", Map.of("at", "params=1e7,tokens=1e9"),
                "trend", Map.of("metric", "metric"),
                "compare", Map.of("by", "recipe"));
        var wrong = new ArrayList<String>();
        for (var route : routes) {
            var name = route.path().replace("/api/questions/", "");
            if (name.startsWith("/") || Set.of("ledger", "cluster", "ooms").contains(name)) {
                continue;
            }
            var names =
                    route.about().get().fields().stream().map(ApiField::name).toList();
            for (var field : names) {
                if (field.equals("seed") || name.equals("compare") && field.equals("group")) {
                    continue; // a seed may be below 0, and by takes the place of group
                }
                for (var value : List.of("abc", "-1")) {
                    var fields = new HashMap<String, List<String>>();
                    needed.getOrDefault(name, Map.of()).forEach((key, usual) -> fields.put(key, List.of(usual)));
                    if (names.contains("bootstrap")) {
                        fields.put("bootstrap", List.of("20"));
                    }
                    if (names.contains("draws")) {
                        fields.put("draws", List.of("100"));
                    }
                    if (names.contains("table")) {
                        fields.put("table", List.of("t.csv"));
                    }
                    fields.put(field, List.of(value));
                    try {
                        route.answer()
                                .apply(new Asked(
                                        fields, tables.getOrDefault(name, runs).getBytes(StandardCharsets.UTF_8)));
                    } catch (BadRequest e) {
                        var said = e.getMessage();
                        // by and curve take the place of the column group
                        boolean isNamed = said.contains('"' + field.replace('-', ' ') + '"')
                                || said.startsWith(field + ":")
                                || Set.of("by", "curve").contains(field) && said.contains("\"group\"");
                        if (!isNamed
                                || said.contains("--")
                                || said.contains("Exception")
                                || said.length() > 400
                                || said.contains("does not read it") && !name.equals("horizon")) {
                            wrong.add("%s, %s = %s: %s".formatted(name, field, value, said));
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Requests of all routes with fields and bodies that were damaged: each is answered or refused in a sentence. */
    @Test
    void noDamagedRequestIsADefect() {
        var random = new Random(11);
        var values = List.of(
                "",
                "0",
                "-1",
                "1e400",
                "NaN",
                "x",
                "true",
                "a=b",
                "params>1K",
                "ladder",
                "ladder/m1-seed1",
                "broken.yaml",
                "../..",
                "\0",
                "\u2028",
                "[",
                "*",
                "--where",
                "{}",
                "1K",
                "1e3",
                "0.5",
                "a,b",
                "%s",
                "tokens",
                "loss",
                "2030-01-01",
                "9".repeat(40),
                "x".repeat(700));
        var bodies = List.of(
                "{\"study\":\"broken.yaml\"}",
                "{\"name\":\"a b\",\"design\":\"ladder\"}",
                "{\"model\":\"ladder/m1-seed1\",\"text\":\"a\"}",
                "params,tokens,loss\n1e6,2e7,3\n2e6,4e7,2.8\n",
                "date,metric\n2020,1\n2021,2\n",
                "[]",
                "{",
                "",
                "null",
                "PAR1",
                "\u0000\u0001");
        int refused = 0;
        for (var route : routes) {
            boolean isCostly = route.path().startsWith("/api/questions/");
            for (int i = 0; i < (isCostly ? REQUESTS / 8 : REQUESTS); i++) {
                var fields = new HashMap<String, List<String>>();
                for (ApiField field : route.about().get().fields()) {
                    if (random.nextInt(3) == 0) {
                        var given = new ArrayList<String>();
                        for (int n = random.nextInt(field.several() ? 3 : 2); n >= 0; n--) {
                            given.add(values.get(random.nextInt(values.size())));
                        }
                        fields.put(field.name(), given);
                    }
                }
                if (isCostly) {
                    fields.putIfAbsent("bootstrap", List.of("0"));
                    fields.putIfAbsent("draws", List.of("20"));
                    fields.entrySet()
                            .removeIf(e -> route.about().get().fields().stream()
                                    .noneMatch(f -> f.name().equals(e.getKey())));
                }
                refused += refused(route, fields, damaged(bodies.get(random.nextInt(bodies.size())), random)) ? 1 : 0;
            }
        }
        assertThat(refused).isGreaterThan(REQUESTS * 4);
    }

    private static byte[] damaged(String body, Random random) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        for (int c = random.nextInt(3); c > 0 && bytes.length > 0; c--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static boolean refused(ApiRoute route, Map<String, List<String>> fields, byte[] body) {
        try {
            route.answer().apply(new Asked(fields, body));
            return false;
        } catch (BadRequest | RequestProblem _) {
            return true;
        } catch (RuntimeException e) {
            if (Serving.sentence(e).isPresent()) {
                return true;
            }
            throw new AssertionError(route.path() + " " + fields + " " + new String(body, StandardCharsets.UTF_8), e);
        }
    }
}
