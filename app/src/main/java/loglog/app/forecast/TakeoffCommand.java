package loglog.app.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.LevelOption;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.SeedOption;
import loglog.app.laws.Waiting;
import loglog.forecast.takeoff.DavidsonForecast;
import loglog.forecast.takeoff.HorizonExtension.Beliefs;
import loglog.forecast.takeoff.HorizonForecast;
import loglog.forecast.takeoff.Inputs;
import loglog.forecast.takeoff.Inputs.Preset;
import loglog.forecast.takeoff.ResearchForecast;
import loglog.forecast.takeoff.TakeoffForecast;
import loglog.runs.DataException;
import loglog.yaml.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog takeoff}: automated research feeding back into progress, by three models. */
@Command(
        name = "takeoff",
        description = {
            "What happens when AI does AI research: when each share of it is automated, how fast software then improves, and which"
                    + " assumption moves that most. By a model of our own, by Davidson's full takeoff model, or by the time-horizon"
                    + " extension of AI 2027.",
            "Equations, inputs, sources and what each model leaves out: docs/takeoff.md."
        })
public final class TakeoffCommand implements Runnable {
    enum Model {
        own,
        davidson,
        ai2027
    }

    private static final Map<Model, Integer> USUAL_DRAWS =
            Map.of(Model.own, 1000, Model.davidson, 200, Model.ai2027, 5000);
    private static final Map<Model, Integer> MOST_DRAWS =
            Map.of(Model.own, 100_000, Model.davidson, 20_000, Model.ai2027, 1_000_000);
    private static final double USUAL_END = 2100;
    private static final double LATEST_END = 2200;
    private static final double EARLIEST_END = 2030;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    Model model = Model.own;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "inputs of own and davidson: conservative, best_guess, aggressive (default: best_guess);"
                    + " of ai2027: eli, nikola, whose beliefs they are (default: eli)")
    String preset;

    @Option(
            names = "--set",
            paramLabel = "INPUT=VALUE",
            description =
                    "an input of own or davidson that draws leave as it is, several times if need be; --inputs lists them"
                            + " (default: none)")
    List<String> set = List.of();

    @Option(
            names = "--inputs",
            description = "list the model's inputs with their ranges and sources instead of running it")
    boolean inputs;

    @Option(
            names = "--draws",
            paramLabel = "N",
            description =
                    "from the ranges of the inputs; 0 for the preset alone, as presets other than best_guess are run"
                            + " (default: own 1000, davidson 200, ai2027 5000)")
    Integer draws;

    @Mixin
    SeedOption seed = new SeedOption();

    @Mixin
    LevelOption level = new LevelOption(0.8);

    @Option(
            names = "--until",
            paramLabel = "YEAR",
            description = "the last year that own and davidson look at (default: 2100)")
    Double until;

    @Mixin
    LedgerOptions ledger = new LedgerOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public void run() {
        check();
        if (inputs) {
            var listed = changed();
            output.show(new ReadyAnswer(
                    AnswerSource.ofAssumptions("the built-in inputs of the model " + model),
                    TakeoffSheet.inputs(model.name(), listed),
                    TakeoffJson.inputs(model.name(), listed)));
            return;
        }
        TakeoffForecast forecast;
        try {
            forecast = Waiting.on(
                    "%s, %d draws".formatted(model, draws()), () -> model == Model.ai2027 ? horizons() : simulated());
        } catch (DataException e) {
            throw new UserError("takeoff --model %s: %s".formatted(model, e.getMessage()));
        }
        double power = model == Model.own ? changed().get("parallel_power") : Double.NaN;
        var written = written(forecast);
        output.show(new ReadyAnswer(
                AnswerSource.ofAssumptions("the model: " + forecast.title()),
                TakeoffSheet.of(forecast, power, written),
                TakeoffJson.of(forecast, written)));
    }

    private List<String> written(TakeoffForecast forecast) {
        if (model == Model.ai2027) {
            return ledger.write(
                    forecast,
                    Beliefs.class.getRecordComponents().length,
                    beliefs().toString());
        }
        var inputs = changed();
        return ledger.write(
                forecast, inputs.all().size(), inputs.toString() + settings().keySet());
    }

    private void check() {
        level.value();
        if (draws != null && (draws < 0 || draws > MOST_DRAWS.get(model))) {
            throw new UserError("--draws: found %d, expected 0 to %d with --model %s"
                    .formatted(draws, MOST_DRAWS.get(model), model));
        }
        if (model == Model.ai2027) {
            if (!set.isEmpty() || until != null) {
                throw new UserError("%s: found with --model ai2027, which does not read it, expected --preset"
                        .formatted(until != null ? "--until" : "--set"));
            }
            beliefs();
        } else {
            if (until != null && !(until >= EARLIEST_END && until <= LATEST_END)) {
                throw new UserError("--until: found %s, expected a year from 2030 to 2200".formatted(until));
            }
            if (preset() != Preset.BEST_GUESS && draws != null && draws > 0) {
                throw new UserError("--draws: found %d with --preset %s, expected best_guess: draws come from between"
                                .formatted(draws, preset)
                        + " the other two");
            }
            changed();
        }
    }

    private int draws() {
        if (draws != null) {
            return draws;
        }
        return model != Model.ai2027 && preset() != Preset.BEST_GUESS ? 0 : USUAL_DRAWS.get(model);
    }

    private Preset preset() {
        if (preset == null) {
            return Preset.BEST_GUESS;
        }
        return Arrays.stream(Preset.values())
                .filter(known -> known.name().equalsIgnoreCase(preset.strip().replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new UserError("--preset: found \"%s\", expected %s with --model %s"
                        .formatted(
                                preset,
                                Value.listed(
                                        Arrays.stream(Preset.values())
                                                .map(name -> name.name().toLowerCase(Locale.ROOT))
                                                .toList(),
                                        "or"),
                                model)));
    }

    private Beliefs beliefs() {
        return switch (preset == null ? "eli" : preset.strip().toLowerCase(Locale.ROOT)) {
            case "eli" -> Beliefs.eli();
            case "nikola" -> Beliefs.nikola();
            default ->
                throw new UserError(
                        "--preset: found \"%s\", expected eli or nikola with --model ai2027".formatted(preset));
        };
    }

    private Inputs changed() {
        var inputs = model == Model.own ? Inputs.research(preset()) : Inputs.davidson(preset());
        for (var entry : settings().entrySet()) {
            try {
                inputs = inputs.with(entry.getKey(), entry.getValue());
            } catch (DataException e) {
                throw new UserError("--set: " + e.getMessage());
            }
        }
        return inputs;
    }

    private Map<String, Double> settings() {
        return SetInputs.of(set, "INPUT=NUMBER, such as software_returns=1.25");
    }

    private TakeoffForecast horizons() {
        var name = preset != null && preset.strip().equalsIgnoreCase("nikola") ? "Nikola Jurkovic" : "Eli Lifland";
        return HorizonForecast.of(beliefs(), name, draws(), seed.value(), level.value());
    }

    private TakeoffForecast simulated() {
        var fixed = new ArrayList<>(settings().keySet());
        var central = "preset " + preset().name().toLowerCase(Locale.ROOT)
                + (set.isEmpty() ? "" : " with " + String.join(", ", set));
        double end = until == null ? USUAL_END : until;
        return model == Model.own
                ? ResearchForecast.of(changed(), fixed, central, draws(), seed.value(), level.value(), end)
                : DavidsonForecast.of(changed(), fixed, central, draws(), seed.value(), level.value(), end);
    }
}
