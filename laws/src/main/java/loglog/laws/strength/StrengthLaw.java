package loglog.laws.strength;

/**
 * Elo by the compute of training and the board's size, in one form with two changes (Jones 2021, arXiv 2104.03113, section 4.1):
 *
 * <pre>elo = min(max(plateauBoard n + plateau, train log10 C + test log10 T + board n + incline), ceiling)</pre>
 *
 * @param plateauBoard Elo that the plateau rises by with each board
 * @param plateau Elo of the plateau at n = 0; negative infinity where no plateau was seen
 * @param train Elo that ten times the compute of training gives on the incline
 * @param test the same of the compute at test time; 0 where it did not vary
 * @param board Elo that the incline rises by with each board
 * @param incline Elo of the incline at n = 0 and 1 FLOP
 * @param ceiling the greatest Elo; positive infinity for none
 */
public record StrengthLaw(
        double plateauBoard, double plateau, double train, double test, double board, double incline, double ceiling) {

    /** Elo on a board of size n. */
    public double at(double n, double flops, double testFlops) {
        return Math.min(Math.max(plateauAt(n), inclineAt(n, flops, testFlops)), ceiling);
    }

    double plateauAt(double n) {
        return plateau == Double.NEGATIVE_INFINITY ? plateau : plateauBoard * n + plateau;
    }

    double inclineAt(double n, double flops, double testFlops) {
        return train * Math.log10(flops) + test * Math.log10(testFlops) + board * n + incline;
    }

    /** How many times more compute the next larger board takes for the same Elo. */
    public double computePerBoard() {
        return Math.pow(10, -board / train);
    }

    /** FLOP of training for an Elo on the incline. */
    public double flopsFor(double n, double elo, double testFlops) {
        return Math.pow(10, (elo - test * Math.log10(testFlops) - board * n - incline) / train);
    }

    /** FLOP of training from which strength rises; 0 without a plateau. */
    public double risesAt(double n, double testFlops) {
        return flopsFor(n, plateauAt(n), testFlops);
    }

    /** FLOP of training from which play is perfect; infinite without a ceiling. */
    public double saturatesAt(double n, double testFlops) {
        return flopsFor(n, ceiling, testFlops);
    }

    /**
     * The exponent x of {@code gamma ~ C^x}, gamma being the odds 10^(elo/400) of winning against a fixed player (Neumann and Gros
     * 2022, arXiv 2210.00849).
     */
    public double oddsExponent() {
        return train / 400;
    }

    /** s of {@code log10 test = k - s log10 train} at the same Elo; NaN where the compute at test time did not vary. */
    public double exchange() {
        return test == 0 ? Double.NaN : train / test;
    }
}
