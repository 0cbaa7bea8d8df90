package loglog.forecast;

import static org.assertj.core.api.Assertions.assertThat;

/** How often 90% intervals held; {@code bench/coverage} runs the same with more trials and prints it. */
public final class Coverage {
    private static final boolean TOLD = Integer.getInteger("loglog.trials") != null;

    private Coverage() {}

    /** Between 86% and 94%, and where few trials were made what chance adds to that (two standard deviations of the share). */
    public static void check(String what, int held, int trials) {
        double share = (double) held / trials;
        if (TOLD) {
            System.out.printf("coverage: %s: %.1f%% of %d%n", what, 100 * share, trials);
        }
        double chance = trials < 1000 ? 2 * Math.sqrt(0.09 / trials) : 0;
        assertThat(share).as(what).isBetween(0.86 - chance, 0.94 + chance);
    }
}
