package loglog.tasks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import loglog.models.language.Language;
import loglog.models.language.LanguageTask;
import loglog.models.training.Footprint;
import loglog.models.training.PlanWords;
import loglog.models.training.Repair;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.Metric;
import loglog.training.Job;
import loglog.training.JobRunner;
import loglog.training.Kind;
import loglog.training.Outcome;
import loglog.training.Progress;
import loglog.training.RunPlan;
import loglog.training.Settings;
import loglog.training.Size;
import loglog.training.Task;
import loglog.training.Trainer;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.SectionStack;
import loglog.yaml.ValueType;
import loglog.yaml.Yaml;

/** Small transformers that learn a task with exact answers, measured by the share of test problems that they answer right. */
public final class TaskKind implements Kind {
    /** As study files and {@code run.json} have it. */
    public static final String NAME = "task";

    /** Of final answers, greedily written; its successes and trials stand beside it in {@code result.json}. */
    public static final Metric ACCURACY = new Metric("accuracy", "", Metric.Better.HIGH, 0, 1, Metric.Scale.LOGIT);

    private static final String CONTEXT = "context";
    private static final String ARCHITECTURE = "gpt2";
    private static final String WEIGHT_DECAY = "0.01";

    /** Steps are often learned late and at once, for which the rate must not have fallen. */
    private static final String SCHEDULE = "wsd";

    private static final String DECAY = "0.2";

    private static final Key<String> FORMAT = Key.optional(
                    "format",
                    ValueType.text("a format of the task, such as direct or steps"),
                    "Of solutions, as the task has it, such as direct or steps.",
                    "the task's")
            .such("steps");

    /** Problems of a step: enough that what they say of the gradient is more than their noise (measured, docs/tasks.md). */
    private static final int BATCH = 128;

    private static final int WRITTEN = 200;

    private final Language language = new Language();

    /** For the list of services. */
    public TaskKind() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Metric metric() {
        return ACCURACY;
    }

    @Override
    public List<Key<?>> taskKeys() {
        return TrainedTask.KEYS;
    }

    @Override
    public List<Key<?>> recipeKeys() {
        return own(language.recipeKeys());
    }

    @Override
    public List<Key<?>> shownRecipeKeys(boolean branching) {
        return own(language.shownRecipeKeys(branching));
    }

    /** Those of language models, but that the task says how long its problems are; and the format of solutions. */
    private static List<Key<?>> own(List<Key<?>> keys) {
        var own = new ArrayList<Key<?>>();
        for (var key : keys) {
            switch (key.name()) {
                case CONTEXT -> {}
                case "weights", "activations" -> {} // what a task measures on the way reads the weights as they are
                case "architecture" -> own.add(key.usually(ARCHITECTURE).with(ARCHITECTURE));
                case "batch" -> own.add(key.usually(Integer.toString(BATCH)));
                case "weight_decay" -> own.add(key.usually(WEIGHT_DECAY));
                case "schedule" -> own.add(key.usually(SCHEDULE));
                case "decay" -> own.add(key.usually(DECAY));
                default -> own.add(key);
            }
        }
        own.add(FORMAT);
        return List.copyOf(own);
    }

    @Override
    public Task task(Section study, boolean program) {
        return TrainedTask.read(study);
    }

    @Override
    public Task task(Fields from) {
        return TrainedTask.read(from);
    }

    @Override
    public Settings settings(SectionStack recipe, Task task, boolean branching) {
        var asked = ((TrainedTask) task).task();
        var inFormat = recipe.find(FORMAT.name())
                .map(v -> v.here(() -> asked.in(FORMAT.type().read(v))))
                .orElse(asked);
        int vocabulary = inFormat.vocabulary().size();
        var layers = new ArrayList<>(recipe.sections());
        layers.add(usual(inFormat.longest() - 1));
        var settings =
                language.settings(new SectionStack(layers), new LanguageTask("", null, vocabulary, 1), branching);
        return new TaskSettings(settings, inFormat.format(), inFormat.positions());
    }

    /** Below everything that a study file says. */
    private static Section usual(int context) {
        var place = Path.of("the usual recipe");
        var text = "architecture: %s\ncontext: %d\nbatch: %d\nweight_decay: %s\nschedule: %s\ndecay: %s\n"
                .formatted(ARCHITECTURE, context, BATCH, WEIGHT_DECAY, SCHEDULE, DECAY);
        return new Section(place, "", Yaml.read(place, text, "a recipe"), 1);
    }

    @Override
    public RunPlan plan(String place, Fields from) {
        return TaskPlan.read(place, from);
    }

    @Override
    public JobRunner open() {
        return new TaskRunner();
    }

    @Override
    public boolean isSound(Path run, Task task) {
        return Repair.isSound(run);
    }

    @Override
    public void requireRoom(RunPlan plan, long bytes) {
        Footprint.requireRoom(((TaskPlan) plan).plan(), bytes);
    }

    @Override
    public Map<String, String> placeholders() {
        var meanings = new TreeMap<>(PlanWords.MEANINGS);
        meanings.put(TrainedTask.TASK, "the study's task, in JSON");
        meanings.put(FORMAT.name(), "the format of solutions");
        return meanings;
    }

    @Override
    public double flopsPerSecond(RunPlan plan, int cores, double seconds) {
        return language.flopsPerSecond(((TaskPlan) plan).plan(), cores, seconds);
    }

    /**
     * Trains one model without a study, or goes on with it: for programs that use the library.
     *
     * @param folder of the run
     * @param recipe as a study file has it below {@code recipe}
     * @param tokens to read
     * @throws DataException naming the key of the recipe that is wrong
     */
    public static Outcome train(Path folder, TrainedTask task, String recipe, Size size, long tokens, long seed) {
        var kind = new TaskKind();
        var place = Path.of("the recipe");
        var section = new Section(place, "", Yaml.read(place, recipe, "a recipe"), 1);
        var settings = kind.settings(new SectionStack(List.of(section)), task, false);
        var job = new Job(
                folder,
                settings.plan(settings.model(size), tokens, seed, 1),
                task,
                0,
                Optional.empty(),
                Set.of(),
                Json.MAPPER.createObjectNode(),
                new Trainer.BuiltIn());
        try (var runner = kind.open()) {
            return runner.carryOut(job, Progress.QUIET, _ -> {});
        }
    }

    /**
     * The task that a run was trained on, in its format.
     *
     * @throws DataException where the folder holds no run on a task
     */
    public static ExactTask taskOf(Path run) {
        var file = new loglog.runs.RunFolder(run).runFile();
        var fields = Fields.of(file, new loglog.runs.RunFolder(run).read(file));
        if (!fields.has(TrainedTask.TASK) || !fields.text("kind", "").equals(NAME)) {
            throw DataException.in(
                    file, "found a run of kind %s, expected one of kind task", fields.text("kind", "language"));
        }
        return TrainedTask.read(fields)
                .task()
                .in(TaskPlan.read(file.toString(), fields).format());
    }

    /** Whether a run belongs to a study that forecasts accuracy by way of the loss. */
    public static boolean isForecastByLoss(Path run) {
        var folder = new loglog.runs.RunFolder(run);
        return Fields.of(folder.runFile(), folder.read(folder.runFile())).has(TrainedTask.FORECAST_BY);
    }

    /** Steps of a solution, on average over some test problems. */
    public static double steps(ExactTask task) {
        return java.util.stream.LongStream.range(0, WRITTEN)
                .mapToObj(i -> task.problem(TaskData.TEST_SEED, i, HashSplit.Side.TEST))
                .mapToInt(problem -> problem.steps().size())
                .average()
                .orElseThrow();
    }

    /** Tokens of a solution that a model writes, on average over some test problems: a solution is right where all are. */
    public static double writtenTokens(ExactTask task) {
        return java.util.stream.LongStream.range(0, WRITTEN)
                .mapToObj(i ->
                        task.problem(TaskData.TEST_SEED, i, HashSplit.Side.TEST).solution())
                .mapToInt(solution -> task.vocabulary().encode(solution).length)
                .average()
                .orElseThrow();
    }
}
