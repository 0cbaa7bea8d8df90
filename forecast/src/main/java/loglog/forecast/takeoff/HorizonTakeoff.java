package loglog.forecast.takeoff;

import java.util.Arrays;
import loglog.forecast.CounterRandom;

/**
 * AI 2027's takeoff forecast (D. Kokotajlo, E. Lifland, April 2025): calendar time from a superhuman coder (SC) to a superhuman AI
 * researcher (SAR), a superintelligent one (SIAR) and general superintelligence (ASI), from the time that people alone would need
 * and from how much each speeds up research; training compute stays as it is.
 */
public final class HorizonTakeoff {
    private static final double[] SPEEDUPS = {5, 25, 250, 2000};
    private static final double MOST_YEARS = 1000;
    private static final double ALREADY_SAR = 0.15;
    private static final double CORRELATION = 0.8;
    private static final double STOCK = 10;
    private static final int FIRST = 100;

    private HorizonTakeoff() {}

    /**
     * One draw: years after the SC.
     *
     * @param sar until the superhuman AI researcher; siar and asi likewise
     */
    public record Draw(double sar, double siar, double asi) {}

    /** Draws by number. */
    public static Draw[] draw(int draws, long seed) {
        var all = new Draw[draws];
        Arrays.setAll(all, i -> {
            double researcher = CounterRandom.normal(seed, FIRST, i);
            double coder = CORRELATION * researcher
                    + Math.sqrt(1 - CORRELATION * CORRELATION) * CounterRandom.normal(seed, FIRST + 1, i);
            boolean already = CounterRandom.uniform(seed, FIRST + 2, i) < ALREADY_SAR;
            double toSar = already ? 0 : lognormal(1.5, 10, coder);
            // People's years of research so far are ten, and those from a median researcher to the best double it or
            // more.
            double stock = STOCK + lognormal(1, 25, researcher);
            double toSiar = stock * Math.pow(stock / STOCK, 2) - stock;
            double jumps = lognormal(0.3, 7.5, CounterRandom.normal(seed, FIRST + 3, i));
            double toAsi = (stock + toSiar) * (Math.pow((stock + toSiar) / stock, jumps) - 1);
            double sar = calendar(toSar, 0);
            double siar = sar + calendar(toSiar, 1);
            return new Draw(sar, siar, siar + calendar(toAsi, 2));
        });
        return all;
    }

    private static double lognormal(double low, double high, double normal) {
        double z = CounterRandom.normalQuantile(0.9);
        return Math.exp((Math.log(low) + Math.log(high)) / 2 + normal * Math.log(high / low) / (2 * z));
    }

    /** Years for a gap of people's years while the speed-up rises geometrically through the phase; infinite from 1000 on, as theirs. */
    static double calendar(double years, int phase) {
        double ratio = SPEEDUPS[phase + 1] / SPEEDUPS[phase];
        double calendar = years / SPEEDUPS[phase] * (1 - 1 / ratio) / Math.log(ratio);
        return calendar < MOST_YEARS ? calendar : Double.POSITIVE_INFINITY;
    }
}
