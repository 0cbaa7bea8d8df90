package loglog.forecast.takeoff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import loglog.forecast.CounterRandom;
import loglog.runs.DataException;

/**
 * A value for each input of a model of takeoff. Immutable. The inputs, their published ranges and sources are a table beside this
 * class: {@code input,unit,conservative,best_guess,aggressive,what | source}.
 */
public final class Inputs {
    /** The presets that each table has. */
    public enum Preset {
        CONSERVATIVE,
        BEST_GUESS,
        AGGRESSIVE
    }

    private final List<Input> inputs;
    private final Map<String, Integer> places;
    private final double[] values;

    private Inputs(List<Input> inputs, Map<String, Integer> places, double[] values) {
        this.inputs = inputs;
        this.places = places;
        this.values = values;
    }

    /** Davidson's full takeoff model, as its code publishes them (epoch-research/ftm, MIT). */
    public static Inputs davidson(Preset preset) {
        return read("davidson.csv", preset);
    }

    /** Loglog's own model. */
    public static Inputs research(Preset preset) {
        return read("research.csv", preset);
    }

    private static Inputs read(String table, Preset preset) {
        String text;
        try (var in = Inputs.class.getResourceAsStream(table)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var lines = text.lines().filter(line -> !line.startsWith("#")).skip(1);
        var inputs = lines.map(Inputs::input).toList();
        var places = new HashMap<String, Integer>();
        inputs.forEach(input -> places.put(input.name(), places.size()));
        return new Inputs(
                inputs,
                places,
                inputs.stream().mapToDouble(input -> of(input, preset)).toArray());
    }

    private static Input input(String line) {
        var cells = line.split(",", 6);
        var words = cells[5].split(" \\| ", 2);
        return new Input(
                cells[0],
                cells[1],
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]),
                Double.parseDouble(cells[4]),
                words[0],
                words.length > 1 ? words[1] : "Davidson 2023, epoch-research/ftm (MIT)");
    }

    private static double of(Input input, Preset preset) {
        return switch (preset) {
            case CONSERVATIVE -> input.conservative();
            case BEST_GUESS -> input.bestGuess();
            case AGGRESSIVE -> input.aggressive();
        };
    }

    /** What the model needs, in the table's order. */
    public List<Input> all() {
        return inputs;
    }

    /** The inputs that have a range. */
    public List<Input> varying() {
        return inputs.stream().filter(Input::varies).toList();
    }

    /** The value of an input. */
    public double get(String name) {
        return values[place(name)];
    }

    /**
     * The same with one value changed.
     *
     * @throws DataException where there is no such input or the value is not finite, in one sentence
     */
    public Inputs with(String name, double value) {
        if (!places.containsKey(name)) {
            throw unknown(name);
        }
        int place = place(name);
        if (!Double.isFinite(value)) {
            throw new DataException("%s: found %s, expected a finite number".formatted(name, value));
        }
        var changed = values.clone();
        changed[place] = value;
        return new Inputs(inputs, places, changed);
    }

    /**
     * The same with every input that has a range drawn from it, independently.
     *
     * @param except inputs that keep the values they have
     */
    public Inputs drawn(long seed, long draw, List<String> except) {
        var drawn = values.clone();
        for (int i = 0; i < drawn.length; i++) {
            var input = inputs.get(i);
            if (input.varies() && !except.contains(input.name())) {
                drawn[i] = input.at(CounterRandom.uniform(seed, i, draw));
            }
        }
        return new Inputs(inputs, places, drawn);
    }

    private int place(String name) {
        var place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("no input " + name);
        }
        return place;
    }

    private DataException unknown(String name) {
        var near = new ArrayList<String>();
        var part = name.split("_")[0];
        inputs.stream()
                .map(Input::name)
                .filter(other -> !part.isEmpty() && other.contains(part))
                .forEach(near::add);
        return new DataException("found the input \"%s\", expected one of %s"
                .formatted(
                        name,
                        String.join(
                                ", ",
                                near.isEmpty()
                                        ? inputs.stream().map(Input::name).toList()
                                        : near)));
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
