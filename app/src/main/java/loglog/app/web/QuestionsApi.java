package loglog.app.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import loglog.app.forecast.ClusterCommand;
import loglog.app.forecast.HorizonCommand;
import loglog.app.forecast.NinesCommand;
import loglog.app.forecast.OomsCommand;
import loglog.app.forecast.TakeoffCommand;
import loglog.app.forecast.TrendCommand;
import loglog.app.lab.LedgerCommand;
import loglog.app.laws.BacktestCommand;
import loglog.app.laws.CompareCommand;
import loglog.app.laws.DiagnoseCommand;
import loglog.app.laws.FitCommand;
import loglog.app.laws.IsoFlopCommand;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.PageAnswer;
import loglog.app.laws.PlanCommand;
import loglog.app.laws.PredictCommand;
import loglog.app.laws.PublishedCommand;
import loglog.app.laws.WhichCommand;
import loglog.forecast.clusters.Catalog;
import loglog.lab.ledger.Ledger;
import loglog.laws.Laws;
import loglog.runs.RunFolder;
import loglog.web.ApiField;
import loglog.web.ApiReply;
import loglog.web.ApiRoute;
import loglog.web.Asked;
import loglog.web.BadRequest;
import loglog.words.Format;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.node.ObjectNode;

/**
 * Questions of the command line, asked by a page: the same options, the same answer. Which options a page may give is listed here: those
 * that name a file or folder are none of them.
 */
final class QuestionsApi {
    /** What a table of a user's may be called: it becomes a file's name in a folder of its own. */
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,60}\\.(csv|tsv|json|jsonl|parquet)");

    private static final int LONGEST_VALUE = 500;

    /** Resamples and draws, so that an answer takes seconds. */
    private static final int MOST_DRAWS = 20_000;

    private static final Set<String> COUNTS = Set.of("bootstrap", "draws", "permutations");

    /** Which folder's ledger is asked for: a name of the server's own list, never a path. */
    private static final String LEDGER = "runs";

    private static final String LEDGER_ABOUT = "the folder whose ledger it is (default: the first that has one)";

    /** Laws of growth, as {@code trend --law} has them. */
    private static final List<String> GROWTHS =
            List.of("exponential", "power-law", "hyperbolic", "two-slopes", "average");

    private static final List<String> COLUMNS = List.of(
            "params", "tokens", "flops", "metric", "group", "flops-per-token", "where", "drop-highest", "skip-bad");

    private static final List<String> FITTING = List.of(
            "law", "axis", "ceiling", "penalty", "delta", "residuals", "level", "bootstrap", "resample", "seed");

    /**
     * A question.
     *
     * @param page where it is asked: laws, planner, forecast or ledger
     * @param needsTable whether it is about a table
     * @param options that a page may give, without their dashes
     */
    private record PageQuestion(String page, boolean needsTable, Supplier<Runnable> command, List<String> options) {}

    private final Map<String, PageQuestion> questions = new LinkedHashMap<>();

    /** Two at a time: each takes a processor. */
    private final Semaphore turns = new Semaphore(2);

    /** Folders of runs by what they are called here: each has a ledger of its own. */
    private final Map<String, Path> ledgers = new LinkedHashMap<>();

    /** @param roots where runs are */
    QuestionsApi(List<Path> roots) {
        roots.forEach(root -> ledgers.put(root.toString(), root));
        law("fit", FitCommand::new, Set.of(), "profile");
        law("which", WhichCommand::new, Set.of("law", "bootstrap", "resample"), "laws");
        law("predict", PredictCommand::new, Set.of("resample"), "at");
        law(
                "plan",
                PlanCommand::new,
                Set.of("axis", "residuals"),
                "budget",
                "chips",
                "days",
                "usd",
                "usd-per-hour",
                "peak",
                "utilization",
                "target-loss",
                "fixed-params",
                "inference-tokens",
                "max-unique-tokens",
                "no-repeats");
        questions.put(
                "published",
                new PageQuestion(
                        "planner",
                        false,
                        PublishedCommand::new,
                        List.of(
                                "law",
                                "budget",
                                "chips",
                                "days",
                                "usd",
                                "usd-per-hour",
                                "peak",
                                "utilization",
                                "target-loss",
                                "fixed-params",
                                "inference-tokens",
                                "max-unique-tokens")));
        law("isoflop", IsoFlopCommand::new, Set.of("law", "axis", "resample", "ceiling"), "tolerance");
        law("compare", CompareCommand::new, Set.of("resample"), "by", "between");
        law("diagnose", DiagnoseCommand::new, Set.of("bootstrap", "resample", "level"), "curve", "permutations");
        law("backtest", BacktestCommand::new, Set.of("resample"), "hide", "laws");
        var dated =
                List.of("date", "date-order", "since", "until", "where", "best-so-far", "level", "bootstrap", "seed");
        questions.put(
                "trend",
                new PageQuestion(
                        "forecast",
                        true,
                        TrendCommand::new,
                        joined(
                                List.of("metric", "better", "law", "reach", "at", "group", "model", "organization"),
                                dated)));
        questions.put(
                "horizon",
                new PageQuestion(
                        "forecast",
                        true,
                        HorizonCommand::new,
                        joined(List.of("success", "weights", "regularization", "at"), dated)));
        questions.put(
                "nines",
                new PageQuestion(
                        "forecast",
                        false,
                        NinesCommand::new,
                        List.of("error", "detection", "retries", "steps", "seed")));
        questions.put(
                "ooms",
                new PageQuestion(
                        "forecast", false, OomsCommand::new, List.of("chip", "days", "set", "draws", "seed", "level")));
        questions.put(
                "cluster",
                new PageQuestion(
                        "forecast",
                        false,
                        ClusterCommand::new,
                        List.of(
                                "flops",
                                "chip",
                                "days",
                                "count",
                                "megawatts",
                                "usd",
                                "precision",
                                "utilization",
                                "pue",
                                "load",
                                "usd-per-kwh",
                                "seed",
                                "level")));
        questions.put(
                "takeoff",
                new PageQuestion(
                        "forecast",
                        false,
                        TakeoffCommand::new,
                        List.of("model", "preset", "set", "inputs", "draws", "seed", "level", "until")));
        questions.put("ledger", new PageQuestion("ledger", false, LedgerCommand::new, List.of("study")));
    }

    /** @param unused options of all questions about laws that this one refuses */
    private void law(String name, Supplier<Runnable> command, Set<String> unused, String... own) {
        var fitting =
                FITTING.stream().filter(option -> !unused.contains(option)).toList();
        questions.put(name, new PageQuestion("laws", true, command, joined(List.of(own), joined(fitting, COLUMNS))));
    }

    private static List<String> joined(List<String> a, List<String> b) {
        var all = new ArrayList<>(a);
        all.addAll(b);
        return List.copyOf(all);
    }

    List<ApiRoute> routes() {
        var routes = new ArrayList<ApiRoute>();
        routes.add(ApiRoute.get(
                "/api/questions",
                "Questions that can be asked, with their options",
                List.of(),
                _ -> ApiReply.json(described())));
        questions.forEach((name, question) -> routes.add(new ApiRoute(
                "POST",
                "/api/questions/" + name,
                () -> about(name, question),
                asked -> ApiReply.json(answer(name, question, asked)))));
        return routes;
    }

    /** Made when somebody reads it: it takes all commands and the classes behind them, a third of the server's start. */
    private static ApiRoute.About about(String name, PageQuestion question) {
        var line = line(question);
        var fields = new ArrayList<ApiField>();
        for (var option : options(question, line)) {
            fields.add(ApiField.query(plain(option), "string", description(option)));
        }
        if (name.equals("ledger")) {
            fields.add(ApiField.query(LEDGER, "string", LEDGER_ABOUT));
        }
        if (question.needsTable) {
            fields.add(ApiField.query(
                    "table", "string", "the table's file name, whose end says what it is, such as runs.csv"));
        }
        return new ApiRoute.About(
                description(line), fields, question.needsTable ? "the table: CSV, TSV, JSON, JSONL or Parquet" : "");
    }

    private static CommandLine line(PageQuestion question) {
        var line = new CommandLine(question.command.get());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExpandAtFiles(false); // a value is a value, never a file to read more options from
        return line;
    }

    private static String description(CommandLine line) {
        return String.join(" ", line.getCommandSpec().usageMessage().description())
                .replace("%%", "%");
    }

    private static List<OptionSpec> options(PageQuestion question, CommandLine line) {
        return question.options.stream()
                .map(name -> line.getCommandSpec().findOption("--" + name))
                .filter(option -> option != null)
                .toList();
    }

    private static String plain(OptionSpec option) {
        return option.longestName().substring(2);
    }

    private static String description(OptionSpec option) {
        var text = String.join(" ", option.description());
        var candidates = new ArrayList<String>();
        if (option.completionCandidates() != null) {
            option.completionCandidates().forEach(candidates::add);
        }
        return Format.wholeNumbers(text.replace("%%", "%")
                .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValueString()))
                .replace("${COMPLETION-CANDIDATES}", String.join(", ", candidates)));
    }

    /** Values that an option usually has, where these are names; empty for others. */
    private static List<String> suggested(PageQuestion question, String option) {
        return switch (option) {
            case "law" -> question.page.equals("laws") ? Laws.NAMES : GROWTHS;
            case "chip" ->
                Catalog.builtIn().chips().stream().map(chip -> chip.id()).toList();
            default -> List.of();
        };
    }

    private ObjectNode described() {
        var json = OutputOptions.MAPPER.createObjectNode();
        var list = json.putArray("questions");
        questions.forEach((name, question) -> {
            var line = line(question);
            var node = list.addObject()
                    .put("name", name)
                    .put("page", question.page)
                    .put("table", question.needsTable)
                    .put("description", worded(question, description(line)));
            var options = node.putArray("options");
            if (name.equals("ledger") && ledgers.size() > 1) {
                var field = options.addObject()
                        .put("name", LEDGER)
                        .put("description", LEDGER_ABOUT)
                        .put("flag", false);
                var choices = field.putArray("choices");
                ledgers.keySet().forEach(choices::add);
                field.put("usual", usualLedger());
            }
            for (var option : options(question, line)) {
                var field = options.addObject()
                        .put("name", plain(option))
                        .put("description", worded(question, description(option)))
                        .put("flag", option.arity().max() == 0);
                if (option.type().isEnum()) {
                    var choices = field.putArray("choices");
                    option.completionCandidates().forEach(choices::add);
                    field.put("usual", option.defaultValueString());
                }
                var suggested = suggested(question, plain(option));
                if (!suggested.isEmpty()) {
                    suggested.forEach(field.putArray("suggestions")::add);
                }
            }
        });
        return json;
    }

    private ObjectNode answer(String name, PageQuestion question, Asked asked) {
        Path folder = null;
        try {
            turns.acquireUninterruptibly();
            var line = line(question);
            var words = new ArrayList<String>();
            for (var option : options(question, line)) {
                for (var value : asked.texts(plain(option))) {
                    given(option, value, words);
                }
            }
            refuseOthers(question, asked);
            if (name.equals("ledger")) {
                words.add("--runs=" + ledger(asked.text(LEDGER, usualLedger())));
            }
            if (question.needsTable) {
                folder = Files.createTempDirectory("loglog-table");
                words.add(table(folder, asked).toString());
            }
            return PageAnswer.of(name, line, words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            var place = folder == null ? "//" : folder + "/"; // of this machine: it says nothing to who asks
            throw Serving.sentence(e, sentence -> worded(question, sentence))
                    .map(sentence -> (RuntimeException) BadRequest.saying(sentence.replace(place, "")))
                    .orElse(e);
        } finally {
            turns.release();
            if (folder != null) {
                RunFolder.delete(folder);
            }
        }
    }

    /** A sentence of the command's in the words of the form. */
    private static String worded(PageQuestion question, String sentence) {
        var line = line(question);
        var all = line.getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .map(name -> name.replaceFirst("^-+", ""))
                .collect(Collectors.toSet());
        var said = sentence;
        for (var option : options(question, line)) { // a field has one name, where an option may have two
            for (var name : option.names()) {
                said = said.replaceAll("(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])", option.longestName());
            }
        }
        return Format.wholeNumbers(PageWords.of(said, Set.copyOf(question.options), all));
    }

    private static void given(OptionSpec option, String value, List<String> words) {
        var name = plain(option);
        if (value.isBlank()) {
            return;
        }
        if (value.length() > LONGEST_VALUE) {
            throw BadRequest.of(name, value.length() + " characters", "at most " + LONGEST_VALUE);
        }
        if (option.arity().max() == 0) {
            if (value.equals("true")) {
                words.add(option.longestName());
            } else if (!value.equals("false")) {
                throw BadRequest.of(name, value, "true or false");
            }
            return;
        }
        if (COUNTS.contains(name) && !(value.matches("\\d{1,7}") && Integer.parseInt(value) <= MOST_DRAWS)) {
            throw BadRequest.of(name, value, "a whole number of at most " + MOST_DRAWS);
        }
        words.add(option.longestName() + "=" + value);
    }

    private static void refuseOthers(PageQuestion question, Asked asked) {
        for (var name : asked.fields().keySet()) {
            boolean isLedger = name.equals(LEDGER) && question.page.equals("ledger");
            if (!question.options.contains(name) && !isLedger && !name.equals("table")) {
                throw BadRequest.of("query", name, "table and " + String.join(", ", question.options));
            }
        }
    }

    /** The first folder that has a ledger, else the first. */
    private String usualLedger() {
        return ledgers.entrySet().stream()
                .filter(entry -> Files.exists(new Ledger(entry.getValue()).file()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> ledgers.keySet().iterator().next());
    }

    private Path ledger(String name) {
        var folder = ledgers.get(name);
        if (folder == null) {
            throw BadRequest.of(LEDGER, '"' + name + '"', "one of " + String.join(", ", ledgers.keySet()));
        }
        return folder;
    }

    private static Path table(Path folder, Asked asked) throws IOException {
        var name = asked.text("table", "table.csv");
        if (!NAME.matcher(name).matches()) {
            throw BadRequest.of(
                    "table", '"' + name + '"', "a file's name such as runs.csv (csv, tsv, json, jsonl, parquet)");
        }
        if (asked.body().length == 0) {
            throw BadRequest.of("body", "nothing", "a table");
        }
        return Files.write(folder.resolve(name), asked.body());
    }
}
