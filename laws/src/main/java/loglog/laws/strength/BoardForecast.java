package loglog.laws.strength;

import java.util.List;
import java.util.Optional;
import loglog.laws.Interval;

/**
 * What smaller boards say of a larger one that they have not seen.
 *
 * @param board the larger one's size
 * @param from how many boards the law is of
 * @param rms the root mean square error of Elo over the board's frontier
 * @param bias the mean error, measured less forecast
 * @param decades by how many orders of magnitude the compute at which the board is half way up, between its plateau and its best,
 *     was above the forecast
 */
public record BoardForecast(double board, int from, double rms, double bias, double decades) {
    private static final int LEAST_BOARDS = 3;

    /**
     * Holds out each board that has at least three smaller ones, one after the other, largest last.
     *
     * @param ceiling the greatest Elo that there can be
     */
    public static List<BoardForecast> all(List<StrengthCurve> curves, double ceiling) {
        var boards =
                curves.stream().map(StrengthCurve::board).distinct().sorted().toList();
        return boards.stream()
                .skip(LEAST_BOARDS)
                .flatMap(board -> of(curves, board, ceiling, boards.indexOf(board)).stream())
                .toList();
    }

    private static Optional<BoardForecast> of(List<StrengthCurve> curves, double board, double ceiling, int from) {
        var smaller = curves.stream().filter(c -> c.board() < board).toList();
        return StrengthFit.of(StrengthFrontier.of(smaller), ceiling).map(fit -> held(curves, board, fit.law(), from));
    }

    private static BoardForecast held(List<StrengthCurve> curves, double board, StrengthLaw law, int from) {
        double squares = 0;
        double sum = 0;
        int n = 0;
        double decades = 0;
        int cells = 0;
        for (var frontier : StrengthFrontier.of(
                curves.stream().filter(c -> c.board() == board).toList())) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < frontier.flops().length; i++) {
                double error = frontier.elo()[i] - law.at(board, frontier.flops()[i], frontier.testFlops());
                squares += error * error;
                sum += error;
                n++;
                low = Math.min(low, frontier.elo()[i]);
                high = Math.max(high, frontier.elo()[i]);
            }
            double middle = (low + high) / 2;
            for (int i = 0; i < frontier.flops().length; i++) {
                if (frontier.elo()[i] >= middle) {
                    decades += Math.log10(
                            frontier.flops()[i] / law.flopsFor(board, frontier.elo()[i], frontier.testFlops()));
                    cells++;
                    break;
                }
            }
        }
        return new BoardForecast(board, from, Math.sqrt(squares / n), sum / n, decades / cells);
    }

    /** When the next board rises and when it is played perfectly: FLOP of training, with intervals. */
    public record Next(double board, Interval risesAt, Interval saturatesAt) {
        public static Next of(StrengthDraws draws, double board, double testFlops, double level) {
            return new Next(
                    board,
                    draws.ofNewBoard(law -> law.risesAt(board, testFlops), level),
                    draws.ofNewBoard(law -> law.saturatesAt(board, testFlops), level));
        }
    }
}
