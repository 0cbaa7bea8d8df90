package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code loglog published}: the laws of papers, held against the figures that follow from their printed numbers. */
class PublishedCommandTest {
    private static JsonNode plan(String... words) {
        var all = new Object[words.length + 2];
        all[0] = "published";
        all[1] = "--json";
        System.arraycopy(words, 0, all, 2, words.length);
        return Cli.run(all).json().path("plans");
    }

    /** G (C / 6)^(beta / (alpha + beta)), equation 4 of arXiv 2203.15556, by hand for the budget of Gopher. */
    @Test
    void theBestModelsAreThoseOfTheClosedForm() {
        var plans = plan("--budget", "5.76e23");
        assertThat(plans).hasSize(3);
        assertThat(plans.path(0).path("law").asString()).isEqualTo("besiroglu");
        assertThat(plans.path(0).path("tokens_per_param").asDouble()).isCloseTo(18.4, within(0.3));
        assertThat(plans.path(1).path("params").asDouble()).isCloseTo(3.2e10, within(5e8));
        for (var plan : plans) {
            double flops =
                    6 * plan.path("params").asDouble() * plan.path("tokens").asDouble();
            assertThat(flops / 5.76e23).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void servingTakesASmallerModelThatIsTrainedLongerToTheSameLoss() {
        var alone = plan("--budget", "1e23", "--law", "besiroglu").path(0);
        var loss = "--target-loss=" + alone.path("loss").asDouble();
        var served =
                plan(loss, "--inference-tokens", "1e13", "--law", "besiroglu").path(0);
        assertThat(served.path("loss").asDouble()).isCloseTo(alone.path("loss").asDouble(), within(1e-6));
        assertThat(served.path("params").asDouble())
                .isLessThan(0.7 * alone.path("params").asDouble());
        assertThat(served.path("training_flops").asDouble()).isGreaterThan(1e23);
        double params = alone.path("params").asDouble();
        var same = plan(loss, "--inference-tokens", "1e13", "--fixed-params=" + params, "--law", "besiroglu")
                .path(0);
        assertThat(served.path("flops").asDouble())
                .isLessThan(same.path("flops").asDouble());
        assertThat(same.path("flops").asDouble()).isCloseTo(1e23 + 2e13 * params, within(1e19));
    }

    @Test
    void aLossThatNoComputeReachesHasNoModel() {
        var result = Cli.run("published", "--target-loss", "1.8");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("besiroglu    none").containsPattern("hoffmann +\\d");
    }

    @Test
    void whatCannotBeAnsweredIsSaidInOneSentence() {
        assertThat(Cli.run("published").complaint()).startsWith("found neither a budget nor a loss, expected one of");
        assertThat(Cli.run("published", "--budget", "1e22", "--target-loss", "2")
                        .complaint())
                .startsWith("found a budget and --target-loss");
        assertThat(Cli.run("published", "--budget", "1e22", "--law", "mine").complaint())
                .isEqualTo("--law: found mine, expected one of besiroglu, hoffmann, muennighoff");
        assertThat(Cli.run("published", "--budget", "much").complaint()).contains("--budget");
    }
}
