package loglog.app.answers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import loglog.laws.Allocation;
import loglog.laws.LifetimeCost;
import loglog.laws.Optimum;
import loglog.laws.PublishedLaw;
import loglog.laws.UniqueData;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * What to train by laws that papers published, side by side.
 *
 * @param plans of each law; empty where it has none
 */
public record PublishedAnswer(PlanQuestion question, List<PublishedLaw> laws, List<Optional<Allocation>> plans)
        implements AnswerViews {
    private static final double SPAN = 1000;
    private static final int POINTS = 40;

    /** Plans for a budget or a loss. */
    public static PublishedAnswer of(PlanQuestion question, List<PublishedLaw> laws) {
        return new PublishedAnswer(
                question, laws, laws.stream().map(law -> plan(law, question)).toList());
    }

    private static LifetimeCost cost(PlanQuestion question) {
        return LifetimeCost.serving(question.inferenceTokens().orElse(0));
    }

    private static Optional<Allocation> plan(PublishedLaw of, PlanQuestion question) {
        var law = of.law();
        var p = of.natural();
        var cost = cost(question);
        var data = question.data();
        boolean sized = question.params().isPresent();
        double params = question.params().orElse(Double.NaN);
        if (question.targetLoss().isPresent()) {
            double loss = question.targetLoss().getAsDouble();
            return sized
                    ? Optimum.ofSizeReaching(law, p, params, loss, cost, data)
                    : Optimum.reaching(law, p, loss, cost, data);
        }
        double flops = question.flops().orElseThrow();
        var plan = sized
                ? Optimum.ofSize(law, p, params, flops, cost, data)
                : Optional.of(Optimum.at(law, p, flops, cost, data));
        return plan.filter(found -> found.params() >= 1 && found.tokens() >= 1);
    }

    private double trainingFlops(Allocation plan) {
        return LifetimeCost.TRAINING.trainingFlops() * plan.params() * plan.tokens();
    }

    @Override
    public AnswerSource source() {
        return AnswerSource.ofAssumptions(laws.stream().map(PublishedLaw::paper).toArray(String[]::new));
    }

    @Override
    public Sheet sheet(boolean withPage) {
        var sheet = new Sheet("plan for %s by published laws".formatted(question.words()));
        sheet.text("loss = E + A / params^alpha + B / tokens^beta with each paper's numbers, which have no joint"
                + " uncertainty: how far the laws lie apart is what is known of it. Their losses are of different texts and"
                + " tokenizers, so that only what they would train can be compared.");
        var table = TextTable.of("law", "params", "tokens", "tokens per param", "loss", "training [FLOP]");
        for (int i = 0; i < laws.size(); i++) {
            var name = laws.get(i).id();
            plans.get(i)
                    .ifPresentOrElse(
                            plan -> table.row(
                                    name,
                                    Format.count(plan.params()),
                                    Format.count(plan.tokens()),
                                    Format.number(plan.tokensPerParam()),
                                    Format.digits(plan.loss(), 4),
                                    Format.flops(trainingFlops(plan))),
                            () -> table.row(name, "none", "none", "", "", ""));
        }
        sheet.table("", table);
        plans.stream()
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(plan -> sheet.text(question.hardware(trainingFlops(plan))));
        if (question.data() instanceof UniqueData.Repeated) {
            sheet.text("Repeated tokens are valued by the published R_D = %s (arXiv 2305.16264)."
                    .formatted(UniqueData.PUBLISHED_R_D));
        }
        sheet.figure(
                chart(),
                Caption.of(
                        "Params of the best model against training compute by %d published laws; the points are the plans"
                                .formatted(laws.size())));
        var papers = TextTable.of("law", "numbers from", "what it is");
        laws.forEach(law -> papers.row(law.id(), law.paper(), law.about()));
        sheet.table("the laws", papers);
        return sheet;
    }

    private Chart chart() {
        var planned = plans.stream().flatMap(Optional::stream).toList();
        double middle = planned.isEmpty() ? 1e22 : trainingFlops(planned.getFirst());
        var x = Figures.logSpaced(middle / SPAN, middle * SPAN, POINTS);
        var chart =
                new Chart("what published laws would train", Axis.log(Figures.axisTitle("flops")), Axis.log("params"));
        for (var law : laws) {
            chart = chart.line(
                    law.id(),
                    x,
                    Arrays.stream(x)
                            .map(flops ->
                                    Optimum.at(law.law(), law.natural(), flops).params())
                            .toArray());
        }
        return chart.points(
                "plans",
                planned.stream().mapToDouble(this::trainingFlops).toArray(),
                planned.stream().mapToDouble(Allocation::params).toArray());
    }

    @Override
    public ObjectNode json() {
        var json = LawsJson.object();
        var array = json.putArray("plans");
        for (int i = 0; i < laws.size(); i++) {
            var law = laws.get(i);
            var node = array.addObject().put("law", law.id()).put("paper", law.paper());
            node.put("reachable", plans.get(i).isPresent());
            plans.get(i).ifPresent(plan -> {
                LawsJson.put(node, "flops", plan.flops());
                LawsJson.put(node, "training_flops", trainingFlops(plan));
                LawsJson.put(node, "params", plan.params());
                LawsJson.put(node, "tokens", plan.tokens());
                LawsJson.put(node, "tokens_per_param", plan.tokensPerParam());
                LawsJson.put(node, "loss", plan.loss());
            });
        }
        json.set("warnings", LawsJson.of(new ArrayList<>()));
        return json;
    }
}
