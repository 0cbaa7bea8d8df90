package loglog.tasks;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import loglog.runs.Fields;
import loglog.training.Task;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.ValueType;
import tools.jackson.databind.node.ObjectNode;

/**
 * What all runs of a study of tasks share.
 *
 * @param task in the format of recipes that name none
 * @param testProblems that each run is measured on; a finite task may have fewer
 * @param thinking what is measured of the models once they are trained
 * @param unhobbling what is measured of them with and without help
 * @param selfImprovement how far they get by learning from their own answers
 * @param weakToStrong what stronger ones of them learn from the answers of weaker ones
 * @param forecastByLoss whether accuracy is forecast in two steps, from compute to loss and from loss to accuracy
 */
public record TrainedTask(
        ExactTask task,
        int testProblems,
        Optional<Thinking> thinking,
        Optional<Unhobbling> unhobbling,
        Optional<SelfImprovement> selfImprovement,
        Optional<WeakToStrong> weakToStrong,
        boolean forecastByLoss)
        implements Task {
    static final String TASK = "task";
    static final String TEST_PROBLEMS = "test_problems";

    private static final int MOST_PROBLEMS = 1_000_000;

    private static final Key<ExactTask> TASK_KEY = Key.required(
                    TASK,
                    new ValueType<>(
                            "what is to be learned, such as {chain: {steps: 8, modulus: 7}}",
                            (value, _) -> TaskReader.read(value),
                            ValueType.type("object").put("minProperties", 1).put("maxProperties", 1)),
                    "What is to be learned: one task with its settings.")
            .with("{chain: {steps: 8, modulus: 7}}");

    private static final Key<Long> PROBLEMS_KEY = Key.optional(
            TEST_PROBLEMS,
            ValueType.count("problems that each run is measured on, such as 1000"),
            "Problems that each run is measured on.",
            "1000");

    private static final Key<Thinking> THINKING_KEY = Key.optional(
                    Thinking.KEY,
                    new ValueType<>(
                            "what is asked of the trained models, such as {problems: 200}",
                            (value, _) -> Thinking.read(value.section()),
                            ValueType.type("object")),
                    "What is asked of the models once they are trained (docs/thinking.md).",
                    "nothing")
            .such("{problems: 200, known: 64, samples: 1024}");

    private static final Key<Unhobbling> UNHOBBLING_KEY = Key.optional(
                    Unhobbling.KEY,
                    new ValueType<>(
                            "what the trained models are helped with, such as {votes: 5}",
                            (value, _) -> Unhobbling.read(value.section()),
                            ValueType.type("object")),
                    "What formats, a calculator, a memory file, votes and checks are worth (docs/unhobbling.md).",
                    "nothing")
            .such("{problems: 1000, votes: 5, redos: 4}");

    private static final Key<SelfImprovement> SELF_IMPROVEMENT_KEY = Key.optional(
                    SelfImprovement.KEY,
                    new ValueType<>(
                            "how the trained models learn from their own answers, such as {rounds: 24}",
                            (value, _) -> SelfImprovement.read(value.section()),
                            ValueType.type("object")),
                    "How far models get by learning from their own answers (docs/self-improvement.md).",
                    "nothing")
            .such("{problems: 1000, samples: 64, rounds: 24, grpo: 0}");

    private static final Key<WeakToStrong> WEAK_TO_STRONG_KEY = Key.optional(
                    WeakToStrong.KEY,
                    new ValueType<>(
                            "what strong models learn from weak ones, such as {labels: 4000}",
                            (value, _) -> WeakToStrong.read(value.section()),
                            ValueType.type("object")),
                    "What strong models learn from the answers of weak ones (docs/weak-to-strong.md).",
                    "nothing")
            .such("{labels: 4000, problems: 1000, epochs: 2}");

    static final String FORECAST_BY = "forecast_by";

    private static final String LOSS = "loss";
    private static final String SCALE = "scale";

    private static final Key<String> FORECAST_BY_KEY = Key.optional(
                    FORECAST_BY,
                    ValueType.oneOf(List.of(SCALE, LOSS)),
                    "How a forecast is made: along the scale, or in two steps by way of the loss (docs/emergence.md).",
                    SCALE)
            .such(LOSS);

    static final List<Key<?>> KEYS = List.of(
            TASK_KEY,
            PROBLEMS_KEY,
            THINKING_KEY,
            UNHOBBLING_KEY,
            SELF_IMPROVEMENT_KEY,
            WEAK_TO_STRONG_KEY,
            FORECAST_BY_KEY);

    /** Of which nothing is measured once its models are trained. */
    public TrainedTask(ExactTask task, int testProblems, Optional<Thinking> thinking) {
        this(task, testProblems, thinking, Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    static TrainedTask read(Section study) {
        return new TrainedTask(
                TASK_KEY.one(study),
                (int) Math.min(MOST_PROBLEMS, PROBLEMS_KEY.one(study)),
                THINKING_KEY.find(study),
                UNHOBBLING_KEY.find(study),
                SELF_IMPROVEMENT_KEY.find(study),
                WEAK_TO_STRONG_KEY.find(study),
                FORECAST_BY_KEY.one(study).equals(LOSS));
    }

    static TrainedTask read(Fields from) {
        var texts = Path.of("job");
        return new TrainedTask(
                TaskReader.read(texts, (ObjectNode) loglog.runs.Json.MAPPER.readTree(from.text(TASK))),
                from.integer(TEST_PROBLEMS, 1),
                Optional.empty(), // a matter of the study, not of its runs
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                from.text(FORECAST_BY, SCALE).equals(LOSS));
    }

    @Override
    public String kind() {
        return TaskKind.NAME;
    }

    @Override
    public void write(ObjectNode to) {
        var json = loglog.runs.Json.MAPPER.createObjectNode();
        task.write(json);
        to.put(TASK, json.toString()).put(TEST_PROBLEMS, testProblems);
        if (forecastByLoss) {
            to.put(FORECAST_BY, LOSS);
        }
    }

    @Override
    public Map<String, String> keys() {
        var keys = new LinkedHashMap<String, String>();
        keys.put(TASK, task.identity());
        keys.put(TEST_PROBLEMS, Integer.toString(testProblems));
        keys.put(Thinking.KEY, thinking.map(Thinking::text).orElse(""));
        if (forecastByLoss) {
            keys.put(FORECAST_BY, LOSS);
        }
        unhobbling.ifPresent(how -> keys.put(Unhobbling.KEY, how.text()));
        selfImprovement.ifPresent(how -> keys.put(SelfImprovement.KEY, how.text()));
        weakToStrong.ifPresent(how -> keys.put(WeakToStrong.KEY, how.text()));
        return keys;
    }

    @Override
    public Set<String> files() {
        return Set.of();
    }

    @Override
    public Set<String> decisive() {
        return Set.of(TASK);
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(TEST_PROBLEMS, Integer.toString(testProblems));
    }

    @Override
    public Map<String, String> placeholders() {
        return Map.of(TASK, task.identity());
    }

    @Override
    public String data() {
        return task.name();
    }
}
