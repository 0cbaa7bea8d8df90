package loglog.models.language;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import loglog.models.training.Bench;
import loglog.models.training.CorpusData;
import loglog.models.training.Footprint;
import loglog.models.training.Plan;
import loglog.models.training.PlanWords;
import loglog.models.training.Repair;
import loglog.models.training.TrainingPlanJson;
import loglog.models.weights.HfConfig;
import loglog.runs.Fields;
import loglog.runs.Metric;
import loglog.runs.RunId;
import loglog.training.JobRunner;
import loglog.training.Kind;
import loglog.training.RunPlan;
import loglog.training.Task;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.SectionStack;

/** Language models, measured by their validation loss. */
public final class Language implements Kind {
    /** For the list of services. */
    public Language() {}

    @Override
    public String name() {
        return RunId.LANGUAGE;
    }

    @Override
    public Metric metric() {
        return Metric.VALIDATION_LOSS;
    }

    @Override
    public List<Key<?>> taskKeys() {
        return LanguageTaskReader.KEYS;
    }

    @Override
    public List<Key<?>> recipeKeys() {
        return LanguageRecipe.KEYS;
    }

    @Override
    public List<Key<?>> shownRecipeKeys(boolean branching) {
        return branching ? LanguageRecipe.SHOWN_OF_TRUNKS : LanguageRecipe.SHOWN;
    }

    @Override
    public String otherRecipe() {
        return "optimizer: muon";
    }

    @Override
    public String commandExample() {
        return "python {here}/train.py --n_layer {layers} --n_embd {width} --max_iters {steps} --out_dir {folder}";
    }

    @Override
    public LanguageTask task(Section study, boolean program) {
        return new LanguageTaskReader(study).read(program);
    }

    @Override
    public LanguageTask task(Fields from) {
        return LanguageTask.read(from);
    }

    @Override
    public LanguageSettings settings(SectionStack recipe, Task task, boolean branching) {
        return new LanguageRecipe(((LanguageTask) task).vocabulary(), branching).read(recipe);
    }

    @Override
    public Plan plan(String place, Fields from) {
        return TrainingPlanJson.read(place, from);
    }

    @Override
    public JobRunner open() {
        return new LanguageRunner();
    }

    @Override
    public boolean isSound(Path run, Task task) {
        return Repair.isSound(run) && CorpusData.hasTokenizer(((LanguageTask) task).tokenizer(), run);
    }

    @Override
    public void requireRoom(RunPlan plan, long bytes) {
        Footprint.requireRoom((Plan) plan, bytes);
    }

    @Override
    public Map<String, String> placeholders() {
        var meanings = new TreeMap<>(PlanWords.MEANINGS);
        meanings.put("corpus", "the study's corpus");
        meanings.put("vocabulary", "number of tokens that there are");
        return meanings;
    }

    @Override
    public double flopsPerSecond(RunPlan plan, int cores, double seconds) {
        var p = (Plan) plan;
        var shape = new Bench.Shape(
                p.model().architecture(),
                p.model().width(),
                p.model().layers(),
                p.recipe().context(),
                p.recipe().batch());
        return 1e9
                * Bench.train(shape, loglog.engine.Precision.FLOAT32, cores, 1, seconds, 1)
                        .gflops();
    }

    @Override
    public Optional<ModelFile> modelFile(Path config) {
        var model = HfConfig.read(config);
        return Optional.of(new ModelFile(model.params(), model.context()));
    }
}
