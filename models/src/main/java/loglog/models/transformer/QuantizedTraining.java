package loglog.models.transformer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import loglog.engine.ElementFormat;
import loglog.models.weights.HfWeights;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.RunFolder;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the matrices within layers are trained with: rounded in every product, forward and backward, with their gradients passed
 * straight through. Embeddings, head, norms, biases and attention's own products stay as they are. A checkpoint has the weights
 * before they are rounded, from which training goes on.
 *
 * @param weights the format of these matrices; empty for none
 * @param activations the format of their inputs; empty for none
 */
public record QuantizedTraining(Optional<ElementFormat> weights, Optional<ElementFormat> activations) {
    public static final QuantizedTraining NONE = new QuantizedTraining(Optional.empty(), Optional.empty());

    private static final String WEIGHTS = "weights";
    private static final String ACTIVATIONS = "activations";

    public boolean isNone() {
        return weights.isEmpty() && activations.isEmpty();
    }

    /** Adds to a recipe's JSON, which says nothing where nothing is rounded, as before there was a choice. */
    public void write(ObjectNode recipe) {
        weights.ifPresent(format -> recipe.put(WEIGHTS, format.name()));
        activations.ifPresent(format -> recipe.put(ACTIVATIONS, format.name()));
    }

    /** From a recipe's JSON. */
    public static QuantizedTraining read(Fields recipe) {
        return new QuantizedTraining(format(recipe, WEIGHTS), format(recipe, ACTIVATIONS));
    }

    private static Optional<ElementFormat> format(Fields recipe, String key) {
        return recipe.has(key) ? Optional.of(recipe.choice(key, ElementFormat.class)) : Optional.empty();
    }

    /**
     * Of the run that a folder is, or is a checkpoint of; {@link #NONE} where it is neither.
     *
     * @throws DataException where the run's {@code run.json} cannot be read
     */
    public static QuantizedTraining of(Path folder) {
        return Stream.of(folder, folder.toAbsolutePath().getParent())
                .filter(place -> place != null && Files.exists(new RunFolder(place).runFile()))
                .findFirst()
                .map(place -> {
                    var run = new RunFolder(place);
                    return run.asked().get("recipe") instanceof ObjectNode recipe
                            ? read(Fields.of(run.runFile(), recipe))
                            : NONE; // a run of another program's
                })
                .orElse(NONE);
    }

    /** Rounds a model's weights where they stand, to those that training's products saw. */
    public void round(Model model) {
        if (weights.isEmpty()) {
            return;
        }
        var kernels = model.device().kernels(0);
        for (var weight : HfWeights.of(model.config())) {
            if (weight.part().isHidden()) {
                var place = model.parameters().get(weight.name());
                var values = new float[Math.toIntExact(place.size())];
                kernels.read(place, values);
                weights.get()
                        .round(
                                values,
                                place.rows(),
                                place.cols(),
                                !model.config().outFirst());
                kernels.write(values, place);
            }
        }
    }
}
