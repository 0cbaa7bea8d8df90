package loglog.app.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import loglog.lab.design.IsoFlopBudgets;
import loglog.lab.experiment.Place;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.lab.study.Target;
import loglog.lab.work.Pace;
import loglog.models.language.LanguageSettings;
import loglog.models.language.LanguageTask;
import loglog.models.training.Footprint;
import loglog.models.training.Plan;
import loglog.models.training.Recipe;
import loglog.models.training.Schedule;
import loglog.models.transformer.ParameterPlan;
import loglog.models.transformer.Sizes;
import loglog.models.weights.HfConfig;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.RunRole;
import loglog.training.RunPlan;
import loglog.training.Trainer;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * The study behind {@code loglog quickstart}: models of several sizes at several budgets, and a forecast for ten times the
 * largest. Budgets follow from the time that there is and the machine's pace, once; a study that was begun keeps its own.
 *
 * @param extent which models at which budgets
 * @param largestBudget FLOP of the largest runs
 * @param cores that the runs were planned for
 */
public record Quickstart(String corpus, long seed, double minutes, Extent extent, double largestBudget, int cores) {
    /** Which models at which budgets. */
    public enum Extent {
        /** Six budgets over 1.6 OOM, and at each the widths around the best one. */
        USUAL(6, 1.6, 6, 250, 12),
        /**
         * For little time, down to a tenth of the FLOP: five budgets over 1.2 OOM, and at each widths farther from the best
         * one, which at such budgets are few.
         */
        SMALL(5, 1.2, 2, 1000, 10);

        private final int budgets;
        private final double ooms;
        private final double leastTokensPerParam;
        private final double mostTokensPerParam;

        /** Fewer do not determine a law and leave some to try it on. */
        private final int leastRuns;

        Extent(int budgets, double ooms, double leastTokensPerParam, double mostTokensPerParam, int leastRuns) {
            this.budgets = budgets;
            this.ooms = ooms;
            this.leastTokensPerParam = leastTokensPerParam;
            this.mostTokensPerParam = mostTokensPerParam;
            this.leastRuns = leastRuns;
        }
    }

    /** The forecast is for this many times the largest budget. */
    public static final double FACTOR = 10;

    private static final String FILE = "quickstart.json";
    private static final int CONTEXT = 128;
    private static final double TOKENS_PER_PARAM = 40;
    private static final double LEAST_BUDGET = 1e8;
    private static final double MOST_BUDGET = 1e18;

    /** Runs of a budget that is given: whoever gives it may want less than what a time would be planned for. */
    private static final int LEAST_BY_HAND = 8;

    /** Budgets that differ by less are one. */
    private static final double STEP = 1.01;

    private static final int LAYERS = 3;

    private static final String ARCHITECTURE = "llama";
    private static final int VOCABULARY = 256;

    /** Of the time, what is left for the start, fits, evaluations and a machine that slows down. */
    private static final double MARGIN = 0.2;

    /**
     * What small models on little data want: batches of 1,024 tokens, at which 0.1M to 4M tokens still make steps enough.
     */
    public static Recipe recipe() {
        var u = Recipe.usual(CONTEXT);
        return new Recipe(
                u.optimizer(),
                4e-3,
                Schedule.cosine(),
                64,
                8,
                CONTEXT,
                u.weightDecay(),
                u.clip(),
                u.beta1(),
                u.beta2(),
                u.epsilon(),
                u.momentum(),
                u.precision());
    }

    /** The shapes whose pace tells the others'. */
    static List<RunPlan> probes() {
        return IntStream.of(32, 64, 112)
                .<RunPlan>mapToObj(width -> settings().plan(shape(width), 1, 1, 1))
                .toList();
    }

    private static HfConfig shape(int width) {
        return Sizes.shape(ARCHITECTURE, width, LAYERS, VOCABULARY, CONTEXT);
    }

    /** The recipe as a study has it. */
    static LanguageSettings settings() {
        return new LanguageSettings(ARCHITECTURE, VOCABULARY, recipe());
    }

    /** Of a budget that is given. */
    public static Quickstart of(String corpus, long seed, double minutes, double largestBudget, int cores) {
        return new Quickstart(corpus, seed, minutes, Extent.USUAL, largestBudget, cores);
    }

    /**
     * The family of a budget that is given: the usual one, down to the fewest runs that say something of their law, else the small
     * one.
     *
     * @param most tokens that there are to train on
     * @throws DataException where it makes none, or the tokens are too few for it
     */
    public static Quickstart ofBudget(
            String corpus, long seed, double minutes, double largestBudget, int cores, long most) {
        for (var extent : Extent.values()) {
            var planned = new Quickstart(corpus, seed, minutes, extent, largestBudget, cores);
            if (planned.runs().size() >= LEAST_BY_HAND) {
                if (planned.fits(most)) {
                    return planned;
                }
                throw new DataException(
                        "corpus %s: found %d training tokens, too few for a family of models of %s FLOP, expected more text, or a smaller --budget"
                                .formatted(corpus, most, Format.flops(largestBudget)));
            }
        }
        throw new DataException("--budget: found %s FLOP, too few for a family of models, expected at least %s"
                .formatted(Format.flops(largestBudget), Format.flops(leastBudget(corpus, seed, minutes, cores))));
    }

    /**
     * Plans so that all runs and the one that verifies take the given time: by the largest family of the usual extent, else
     * of the small one. Where even the smallest takes longer, it is that one: a family that takes its time says more than
     * none.
     *
     * @param most tokens that there are to train on: the largest run reads none twice
     * @throws DataException where these are too few for any family
     */
    public static Quickstart plan(String corpus, long seed, double minutes, Pace pace, int cores, long most) {
        double seconds = 60 * minutes * (1 - MARGIN);
        for (var extent : Extent.values()) {
            double low = LEAST_BUDGET;
            double high = MOST_BUDGET;
            while (high / low > STEP) {
                double middle = Math.sqrt(low * high);
                var quickstart = new Quickstart(corpus, seed, minutes, extent, middle, cores);
                boolean fits = quickstart.fits(most) && quickstart.seconds(pace) <= seconds;
                low = fits ? middle : low;
                high = fits ? high : middle;
            }
            var planned = new Quickstart(corpus, seed, minutes, extent, low, cores);
            if (planned.isFamily()) {
                return planned;
            }
        }
        return smallest(corpus, seed, minutes, Extent.SMALL, cores)
                .filter(q -> q.fits(most))
                .orElseThrow(() -> new DataException(
                        "corpus %s: found %d training tokens, too few for a family of models, expected more"
                                .formatted(corpus, most)));
    }

    /** The family of that extent with the fewest FLOP. */
    private static Optional<Quickstart> smallest(String corpus, long seed, double minutes, Extent extent, int cores) {
        return smallest(corpus, seed, minutes, extent, cores, extent.leastRuns);
    }

    private static Optional<Quickstart> smallest(
            String corpus, long seed, double minutes, Extent extent, int cores, int leastRuns) {
        for (double budget = LEAST_BUDGET; budget < MOST_BUDGET; budget *= STEP) {
            var planned = new Quickstart(corpus, seed, minutes, extent, budget, cores);
            if (planned.runs().size() >= leastRuns) {
                return Optional.of(planned);
            }
        }
        return Optional.empty();
    }

    /** From which on {@link #ofBudget} has a family. */
    private static double leastBudget(String corpus, long seed, double minutes, int cores) {
        return smallest(corpus, seed, minutes, Extent.SMALL, cores, LEAST_BY_HAND)
                .orElseThrow()
                .largestBudget;
    }

    private boolean isFamily() {
        return runs().size() >= extent.leastRuns;
    }

    /** What the time was too short for at this pace, in one sentence; empty where it was long enough. */
    public Optional<String> shortfall(Pace pace) {
        double seconds = seconds(pace);
        if (seconds > 60 * minutes) {
            return Optional.of(
                    "%s is too short for any family of models on this machine as it is now: the smallest is trained, which takes longer"
                            .formatted(time()));
        }
        return extent == Extent.USUAL
                ? Optional.empty()
                : Optional.of(
                        "%s is too short for the usual family of models on this machine as it is now: a smaller one is trained, whose forecast is wider"
                                .formatted(time()));
    }

    private String time() {
        return (minutes == Math.rint(minutes) ? "%.0f".formatted(minutes) : "%s".formatted(minutes)) + " min";
    }

    private boolean fits(long most) {
        return runs().stream().allMatch(run -> run.tokens() <= most)
                && guess(FACTOR * largestBudget).tokens() <= most;
    }

    /** What all takes at this pace. */
    public double seconds(Pace pace) {
        var last = guess(FACTOR * largestBudget);
        return pace.makespan(runs(), _ -> 1, cores) + pace.seconds(last);
    }

    /** A model of forty tokens per param: what the verification will be like, before anything is known. */
    private PlannedRun guess(double flops) {
        var config = family().stream()
                .min(Comparator.comparingDouble(c -> distance(c, flops)))
                .orElseThrow();
        return run("verification", config, flops, cores, RunRole.VERIFICATION);
    }

    /** The study's name, and that of its folder. */
    public String name() {
        var words = Path.of(corpus).getFileName();
        return name(words == null ? corpus : words.toString(), seed, minutes);
    }

    private static String name(String corpus, long seed, double minutes) {
        var time = minutes == Math.rint(minutes) ? "%.0f".formatted(minutes) : "%s".formatted(minutes);
        return "quickstart-%s-%smin-seed%d".formatted(corpus.replaceAll("[^A-Za-z0-9._-]+", "-"), time, seed);
    }

    public Study study() {
        return new Study(
                name(),
                new LanguageTask(corpus, null, VOCABULARY, 300_000),
                Map.of(ARCHITECTURE, settings()),
                new IsoFlopBudgets(budgets(), List.of(TOKENS_PER_PARAM)),
                List.of(seed),
                Optional.of(new Target.Times(FACTOR)),
                new Trainer.BuiltIn());
    }

    /** FLOP, ascending. */
    public List<Double> budgets() {
        var budgets = new ArrayList<Double>();
        int count = extent.budgets;
        for (int i = 0; i < count; i++) {
            budgets.add(largestBudget * Math.pow(10, -extent.ooms * (count - 1 - i) / (count - 1)));
        }
        return budgets;
    }

    /** The runs of the family, each on one core: at each budget the widths near the optimum, and a little beyond. */
    public List<PlannedRun> runs() {
        var runs = new ArrayList<PlannedRun>();
        for (var budget : budgets()) {
            for (var config : family()) {
                double tokens = budget / Footprint.flopsPerToken(config, CONTEXT);
                double perParam = tokens / ParameterPlan.params(config);
                if (perParam > extent.leastTokensPerParam && perParam < extent.mostTokensPerParam) {
                    var name = "%dx%d-%s".formatted(config.width(), config.layers(), flops(budget));
                    runs.add(run(name, config, budget, 1, RunRole.OBSERVATION));
                }
            }
        }
        return List.copyOf(runs);
    }

    private static double distance(HfConfig config, double budget) {
        double tokens = budget / Footprint.flopsPerToken(config, CONTEXT);
        return Math.abs(Math.log(tokens / ParameterPlan.params(config) / TOKENS_PER_PARAM));
    }

    private static String flops(double budget) {
        return "%.1e".formatted(budget).replace("e+", "e").replace("e0", "e");
    }

    /**
     * The models that there are: widths in equal steps at one depth. A family whose depth and aspect change from size to
     * size scatters more about its own law (docs/quickstart.md).
     */
    public static List<HfConfig> family() {
        return IntStream.rangeClosed(1, 40).mapToObj(i -> shape(16 * i)).toList();
    }

    private PlannedRun run(String name, HfConfig config, double flops, int lanes, RunRole role) {
        long tokens = Math.max(1, Math.round(flops / Footprint.flopsPerToken(config, CONTEXT)));
        return PlannedRun.of(name, ARCHITECTURE, new Plan(recipe(), config, tokens, seed, lanes), role);
    }

    /** The same from every folder. */
    private static String place(String corpus) {
        return new LanguageTask(corpus, null, VOCABULARY, 1).keys().get("corpus");
    }

    /** The plan of a study that was begun. */
    public static Optional<Quickstart> begun(Path runs, String corpus, long seed, double minutes) {
        var unknown = of(corpus, seed, minutes, 1, 1);
        var file = runs.resolve(unknown.name()).resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        ObjectNode json = new RunFolder(file.getParent()).read(file);
        double budget = json.path("largest_budget").asDouble(Double.NaN);
        int cores = json.path("cores").asInt(0);
        var planned = json.path("corpus").asString("");
        if (!(budget >= 1 && budget <= 1e24) || cores < 1 || !Place.mayBe(planned, place(corpus))) {
            throw DataException.in(
                    file, "found no plan for the corpus %s, expected one; another --runs folder starts anew", corpus);
        }
        var extent = Fields.of(file, json).choice("extent", Extent.class, Extent.USUAL);
        return Optional.of(new Quickstart(corpus, seed, minutes, extent, budget, cores));
    }

    /** Writes the plan down. */
    public void write(Path runs) {
        var json = Json.MAPPER
                .createObjectNode()
                .put("corpus", place(corpus))
                .put("seed", seed)
                .put("minutes", minutes)
                .put("extent", extent.name().toLowerCase(Locale.ROOT))
                .put("largest_budget", largestBudget)
                .put("cores", cores);
        AtomicFile.write(
                runs.resolve(name()).resolve(FILE),
                Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }
}
