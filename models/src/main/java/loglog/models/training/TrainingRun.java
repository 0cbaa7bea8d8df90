package loglog.models.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import loglog.engine.Precision;
import loglog.engine.cpu.HostMemory;
import loglog.engine.devices.Devices;
import loglog.models.transformer.ParameterPlan;
import loglog.models.transformer.Transformer;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.RunLock;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.training.Progress;
import loglog.training.Provenance;
import tools.jackson.databind.node.ObjectNode;

/**
 * Training over a run folder: begun, branched off or resumed. Killed at any moment, it goes on from its newest checkpoint to the same bits as if
 * it had never stopped: weights, optimizer state and step are all that a step depends on, and the data comes by number.
 */
public final class TrainingRun {
    /**
     * What does not change a run's bits.
     *
     * @param logEvery steps between rows of metrics; a run that is stopped writes one for the steps since the last
     * @param checkpointSeconds time between checkpoints, which are written with a row
     * @param evaluateEvery steps between evaluations; 0 for one at the end. Rounded up to rows
     * @param peakGflops the machine's measured peak, for the share of it; 0 where it was not measured
     * @param branchSteps steps whose states are kept for other runs to start from (see {@link #branch})
     */
    public record Options(
            int logEvery, double checkpointSeconds, int evaluateEvery, double peakGflops, Set<Long> branchSteps) {
        public static final Options USUAL = new Options(20, 60, 0, 0);

        public Options {
            branchSteps = Set.copyOf(branchSteps);
        }

        public Options(int logEvery, double checkpointSeconds, int evaluateEvery, double peakGflops) {
            this(logEvery, checkpointSeconds, evaluateEvery, peakGflops, Set.of());
        }

        /** Rows often enough to watch, seldom enough to cost nothing: larger models take longer steps. */
        public static int logEvery(long params) {
            return params < 1_000_000 ? 20 : params < 20_000_000 ? 5 : 1;
        }
    }

    private TrainingRun() {}

    /**
     * Makes the run folder and trains.
     *
     * @param notes more keys for {@code run.json}, for whoever made the plan; may be empty
     * @throws DataException where the folder already holds a run, or cannot be written, or this processor has no
     *     products of the recipe's precision
     * @throws loglog.runs.BusyException where another process trains there
     */
    public static Outcome start(
            Path folder, Plan plan, Data data, ObjectNode notes, Options options, Progress progress) {
        requireProducts(plan.recipe().precision()); // before the lock makes the folder
        Footprint.requireRoom(plan, HostMemory.total());
        try (var lock = RunLock.take(folder)) {
            return start(lock, plan, data, notes, options, progress);
        }
    }

    /** {@link #start(Path, Plan, Data, ObjectNode, Options, Progress)} for who has the folder's lock. */
    public static Outcome start(
            RunLock lock, Plan plan, Data data, ObjectNode notes, Options options, Progress progress) {
        return started(lock.folder(), plan, data, notes, options, progress);
    }

    /** {@link #start(Path, Plan, Data, ObjectNode, Options, Progress)} without notes. */
    public static Outcome start(Path folder, Plan plan, Data data, Options options, Progress progress) {
        return start(folder, plan, data, Json.MAPPER.createObjectNode(), options, progress);
    }

    /**
     * Makes a run that shares its first steps with another and goes on from the state kept there, for example to cool
     * down from a constant learning rate (arXiv 2405.18392). Where the two plans agree up to that step, seed and data
     * included, the run is the same as one from random weights, to the bits.
     *
     * @param trunk the run that kept the state of {@code step}
     * @throws DataException also where the trunk has no such state, or one of another shape
     */
    public static Outcome branch(
            Path folder,
            Path trunk,
            long step,
            Plan plan,
            Data data,
            ObjectNode notes,
            Options options,
            Progress progress) {
        try (var lock = RunLock.take(folder)) {
            return branch(lock, trunk, step, plan, data, notes, options, progress);
        }
    }

    /** {@link #branch(Path, Path, long, Plan, Data, ObjectNode, Options, Progress)} for who has the folder's lock. */
    public static Outcome branch(
            RunLock lock,
            Path trunk,
            long step,
            Plan plan,
            Data data,
            ObjectNode notes,
            Options options,
            Progress progress) {
        var state = state(trunk, step);
        if (step >= plan.steps()) {
            throw new DataException("plan: found %d steps, expected more than the %d of the state to start from"
                    .formatted(plan.steps(), step));
        }
        requireNone(lock.folder());
        requireSameBits(new RunFolder(trunk), plan);
        Checkpoint.check(state);
        Checkpoint.adopt(state, new RunFolder(lock.folder()), step);
        notes.putObject("trunk").put("run", trunk.getFileName().toString()).put("step", step);
        return started(lock.folder(), plan, data, notes, options, progress);
    }

    /**
     * Checks the state that a trunk kept for branches.
     *
     * @throws DataException where there is none, or it is not what was written
     */
    public static void requireState(Path trunk, long step) {
        Checkpoint.check(state(trunk, step));
    }

    private static Path state(Path trunk, long step) {
        var state = trunk.resolve(Checkpoint.BRANCH + step);
        if (!Files.isDirectory(state)) {
            throw DataException.in(trunk, "found no state of step %d, expected one to start from", step);
        }
        return state;
    }

    private static void requireNone(Path folder) {
        if (Files.exists(new RunFolder(folder).runFile())) {
            throw DataException.in(folder, "found a run there already, expected a new folder, or to resume it");
        }
    }

    private static Outcome started(
            Path folder, Plan plan, Data data, ObjectNode notes, Options options, Progress progress) {
        var run = new RunFolder(folder);
        requireNone(folder);
        requireProducts(plan.recipe().precision());
        Footprint.requireRoom(plan, HostMemory.total());
        describe(run, plan, data, notes);
        return TrainingLoop.run(run, plan, data, options, progress);
    }

    private static void describe(RunFolder run, Plan plan, Data data, ObjectNode notes) {
        var asked = Json.MAPPER.createObjectNode();
        TrainingPlanJson.write(plan, asked);
        var described = asked.putObject("data");
        data.description().forEach(described::put);
        Provenance.write(asked, plan);
        RunId.alone(plan.seed(), RunId.LANGUAGE, RunId.LOGLOG).write(asked);
        asked.setAll(notes);
        run.writeSealed(run.runFile(), asked);
    }

    /**
     * Writes {@code run.json} anew, where it has another content than was written and yet says the same of plan and data.
     *
     * @return whether it does; if not, the file stays as it is
     */
    public static boolean describeAnew(RunLock lock, Plan plan, Data data, ObjectNode notes) {
        var run = new RunFolder(lock.folder());
        var found = run.asked();
        boolean same = TrainingPlanJson.read(run.runFile(), found).equals(plan)
                && goesOnToTheSameBits(Fields.of(run.runFile(), found), plan)
                && DataIdentity.difference(Fields.of(run.runFile(), found), data)
                        .isEmpty();
        if (same) {
            if (found.get("trunk") instanceof ObjectNode trunk) {
                notes.set("trunk", trunk);
            }
            describe(run, plan, data, notes);
        }
        return same;
    }

    /**
     * Goes on where a run was, to the end of its plan. A run that has ended stays as it is.
     *
     * @throws DataException where there is no run, or the data is not what the run was started on, or this processor has
     *     no products of the run's precision
     */
    public static Outcome resume(Path folder, Data data, Options options, Progress progress) {
        if (!Files.isDirectory(folder)) {
            throw DataException.in(folder, "found no such folder, expected a run's");
        }
        try (var lock = RunLock.take(folder)) {
            return resume(lock, data, options, progress);
        }
    }

    /** {@link #resume(Path, Data, Options, Progress)} for who has the folder's lock. */
    public static Outcome resume(RunLock lock, Data data, Options options, Progress progress) {
        return resumed(lock.folder(), data, options, progress);
    }

    private static Outcome resumed(Path folder, Data data, Options options, Progress progress) {
        var run = new RunFolder(folder);
        var asked = run.asked();
        var plan = TrainingPlanJson.read(run.runFile(), asked);
        var difference = DataIdentity.difference(Fields.of(run.runFile(), asked), data);
        if (difference.isPresent()) {
            throw DataException.in(run.runFile(), "data: %s", difference.get());
        }
        if (Files.exists(run.resultFile())) {
            return OutcomeJson.of(run);
        }
        requireSameBits(run, plan);
        requireProducts(plan.recipe().precision());
        Footprint.requireRoom(plan, HostMemory.total());
        return TrainingLoop.run(run, plan, data, options, progress);
    }

    /** A run in bfloat16 that an older version began kept its activations in float32: a large one would go on to other bits. */
    private static void requireSameBits(RunFolder run, Plan plan) {
        var fields = Fields.of(run.runFile(), run.asked());
        if (!goesOnToTheSameBits(fields, plan)) {
            throw fields.expected(
                    RunId.FORMAT_KEY,
                    ("at least %d for a run of %d params in bfloat16 to go on: finish it with the version that began it,"
                                    + " which kept activations in float32")
                            .formatted(RunId.BFLOAT16_ACTIVATIONS, ParameterPlan.params(plan.model())));
        }
    }

    private static boolean goesOnToTheSameBits(Fields asked, Plan plan) {
        var kept = Transformer.kept(plan.recipe().precision(), ParameterPlan.params(plan.model()));
        return kept != Precision.BFLOAT16 || RunId.format(asked) >= RunId.BFLOAT16_ACTIVATIONS;
    }

    /**
     * Checks that this processor can train in that precision.
     *
     * @throws DataException where it cannot
     */
    public static void requireProducts(Precision precision) {
        if (!Devices.supports(Devices.CPU, precision)) {
            throw new DataException(("recipe: precision: found %s, expected %s: this processor multiplies no"
                            + " bfloat16 (it has neither avx512_bf16 nor amx_bf16)")
                    .formatted(precision, Precision.FLOAT32));
        }
    }

    /** The plan of an existing run. */
    public static Plan plan(Path folder) {
        var run = new RunFolder(folder);
        return TrainingPlanJson.read(run.runFile(), run.asked());
    }
}
