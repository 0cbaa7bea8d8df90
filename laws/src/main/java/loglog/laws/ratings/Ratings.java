package loglog.laws.ratings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import loglog.laws.Interval;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * Ratings of all players in a table of results, by maximum likelihood in the model of Bradley and Terry (1952, Biometrika 39): the
 * chance that a beats b is {@code 1 / (1 + 10^(-(elo_a - elo_b) / 400))}. A draw counts as half a win and half a loss, and
 * narrows the intervals, since such a game's score varies less.
 *
 * <p>Intervals are of the profile likelihood (Venzon and Moolgavkar 1988, Appl. Statist. 37), and above
 * {@value #MOST_PROFILED} players, for those whose standard error is small, of the normal approximation, which is then the same.
 *
 * <p>In a group of players where a part has never lost a point to the rest, the maximum lies at infinity; each pair of
 * the group that has played then gets one virtual draw.
 */
public final class Ratings {
    /** More players are not rated together: time grows with their cube. */
    public static final int MOST_PLAYERS = 2000;

    private static final int MOST_PROFILED = 60;

    /** In log-odds: below it normal and profile intervals are the same to a hundredth of their width. */
    private static final double SMALL_ERROR = 0.1;

    /** In log-odds: a first move that always wins has no finite advantage. */
    private static final double GREATEST_ADVANTAGE = 10;

    /** The share of the information on the advantage that strengths must leave. */
    private static final double LEAST_DETERMINED = 1e-8;

    private final List<Rating> ratings;
    private final PlayerGroups groups;
    private final List<String> anchored;
    private final double[] theta;
    private final double[][] covariance;
    private final Interval advantage;
    private final boolean isFirstMoveFitted;
    private final double dispersion;
    private final BradleyTerry.Deviations deviations;
    private final int free;

    private Ratings(GameResults results, RatingSettings settings) {
        var names = results.players();
        int n = names.size();
        var pairs = results.pairs();
        var anchors = settings.anchors().keySet().stream()
                .mapToInt(results::player)
                .sorted()
                .toArray();
        groups = PlayerGroups.of(n, pairs, anchors);
        anchored = IntStream.of(anchors).mapToObj(names::get).toList();
        var fixed = new boolean[n + 1];
        theta = new double[n + 1];
        for (int a : anchors) {
            fixed[a] = true;
            theta[a] = settings.anchors().get(names.get(a)) / Elo.PER_LOGIT;
        }
        fixReferences(fixed, anchors);

        var virtual = new double[groups.count()];
        Arrays.setAll(virtual, g -> groups.isBounded()[g] ? 0 : 1);
        var pooled = new BradleyTerry(n, pairs, fixed, false, virtual, groups.of());
        pooled.maximize(theta, -1);
        var ordered = new BradleyTerry(n, pairs, fixed, true, virtual, groups.of());
        var z = NORMAL.inverseCumulativeProbability((1 + settings.level()) / 2);
        var joint = results.orderedGames() > 0 && ordered.determinesFirstMove(theta, LEAST_DETERMINED)
                ? theta.clone()
                : null;
        if (joint != null && !(ordered.maximize(joint, -1) && Math.abs(joint[n]) < GREATEST_ADVANTAGE)) {
            joint = null;
        }
        isFirstMoveFitted = settings.isFirstMoveFitted() && joint != null;
        var model = isFirstMoveFitted ? ordered : pooled;
        if (isFirstMoveFitted) {
            System.arraycopy(joint, 0, theta, 0, n + 1);
        }
        // What a game's score varies less for draws: p (1 - p) - P(draw) / 4.
        double variance = 0;
        for (var pair : pairs) {
            double p = Elo.score(Elo.PER_LOGIT * (theta[pair.a] - theta[pair.b]));
            variance += pair.games() * p * (1 - p);
        }
        dispersion = variance > 0 ? Math.max(0.01, 1 - results.draws() / 4 / variance) : 1;
        covariance = model.covariance(theta);
        for (var row : covariance) {
            for (int j = 0; j <= n; j++) {
                row[j] *= dispersion;
            }
        }
        advantage = joint == null ? null : advantage(ordered, joint, z, settings.level());
        deviations = model.deviations(theta, dispersion);
        free = (int) IntStream.range(0, n).filter(i -> !fixed[i]).count() + (isFirstMoveFitted ? 1 : 0);
        ratings = rated(results, model, fixed, z, settings.level());
    }

    private static final NormalDistribution NORMAL = new NormalDistribution();

    /**
     * Rates the players.
     *
     * @throws IllegalArgumentException for an anchor who is not in the results, for no players, and for more than
     *     {@link #MOST_PLAYERS}
     */
    public static Ratings of(GameResults results, RatingSettings settings) {
        for (var anchor : settings.anchors().keySet()) {
            if (results.player(anchor) < 0) {
                throw new IllegalArgumentException("found no games of %s, who is an anchor".formatted(anchor));
            }
        }
        int n = results.players().size();
        if (n < 2 || n > MOST_PLAYERS) {
            throw new IllegalArgumentException("found %d players, expected 2 to %d".formatted(n, MOST_PLAYERS));
        }
        return new Ratings(results, settings);
    }

    /** The first player of each group without an anchor is its zero. */
    private void fixReferences(boolean[] fixed, int[] anchors) {
        var has = new boolean[groups.count()];
        for (int a : anchors) {
            has[groups.of()[a]] = true;
        }
        for (int i = 0; i < groups.of().length; i++) {
            int group = groups.of()[i];
            fixed[i] |= !has[group];
            has[group] = true;
        }
    }

    private Interval advantage(BradleyTerry ordered, double[] joint, double z, double level) {
        int n = joint.length - 1;
        double se = Math.sqrt(dispersion * ordered.covariance(joint)[n][n]);
        double value = joint[n];
        return new Interval(
                Elo.PER_LOGIT * value,
                Elo.PER_LOGIT * (value - z * se),
                Elo.PER_LOGIT * (value + z * se),
                Elo.PER_LOGIT * se,
                level);
    }

    private List<Rating> rated(GameResults results, BradleyTerry model, boolean[] fixed, double z, double level) {
        int n = theta.length - 1;
        var games = new double[n];
        var points = new double[n];
        var first = new double[n];
        var ordered = new double[n];
        for (var pair : results.pairs()) {
            games[pair.a] += pair.games();
            games[pair.b] += pair.games();
            points[pair.a] += pair.score();
            points[pair.b] += pair.games() - pair.score();
            first[pair.a] += pair.games(0);
            first[pair.b] += pair.games(1);
            ordered[pair.a] += pair.games(0) + pair.games(1);
            ordered[pair.b] += pair.games(0) + pair.games(1);
        }
        var all = new Rating[n];
        var names = results.players();
        IntStream.range(0, n)
                .parallel()
                .forEach(i -> all[i] = new Rating(
                        names.get(i),
                        games[i] == 0 && !anchored.contains(names.get(i))
                                ? new Interval(Double.NaN, Double.NaN, Double.NaN, Double.NaN, level)
                                : interval(model, i, fixed[i], z, level),
                        games[i],
                        points[i],
                        first[i] / ordered[i],
                        groups.of()[i],
                        fixed[i]));
        return List.of(all);
    }

    private Interval interval(BradleyTerry model, int player, boolean isFixed, double z, double level) {
        double elo = Elo.PER_LOGIT * theta[player];
        if (isFixed) {
            return new Interval(elo, elo, elo, 0, level);
        }
        double se = Math.sqrt(covariance[player][player]);
        boolean isProfiled = theta.length - 1 <= MOST_PROFILED || se > SMALL_ERROR;
        // Deviances are of games without draws: se / sqrt(dispersion) and z sqrt(dispersion) give the scaled
        // likelihood's end.
        double root = Math.sqrt(dispersion);
        double low = isProfiled ? model.profileEnd(theta, player, se / root, -z * root) : theta[player] - z * se;
        double high = isProfiled ? model.profileEnd(theta, player, se / root, z * root) : theta[player] + z * se;
        return new Interval(elo, Elo.PER_LOGIT * low, Elo.PER_LOGIT * high, Elo.PER_LOGIT * se, level);
    }

    /** The players' ratings, in the order in which the results name them. */
    public List<Rating> players() {
        return ratings;
    }

    /** A player's rating. */
    public Optional<Rating> player(String name) {
        return ratings.stream().filter(r -> r.player().equals(name)).findFirst();
    }

    /** How many groups of players there are that no chain of games joins. */
    public int groups() {
        return groups.count();
    }

    /** The players of a group. */
    public List<Rating> group(int number) {
        return ratings.stream().filter(r -> r.group() == number).toList();
    }

    /** Whether each pair of a group got a virtual draw, since a part of it has never lost a point to the rest. */
    public boolean hasVirtualDraws(int group) {
        return !groups.isBounded()[group];
    }

    /** The players whose ratings were given. */
    public List<String> anchored() {
        return anchored;
    }

    /**
     * What the first move is worth in Elo, fitted beside the ratings; empty where it is not known who moved first, where players
     * always had the same move, or where the first move decided all games.
     */
    public Optional<Interval> firstMove() {
        return Optional.ofNullable(advantage);
    }

    /** Whether the ratings are of equal first moves; see {@link RatingSettings#isFirstMoveFitted}. */
    public boolean isFirstMoveFitted() {
        return isFirstMoveFitted;
    }

    /** How far results lie from what the ratings say of them. */
    public RatingMisfit misfit() {
        return new RatingMisfit(
                deviations.pearson(),
                deviations.cells() - free,
                (deviations.pearson() - (deviations.cells() - free)) / Math.sqrt(deviations.variance()),
                Elo.PER_LOGIT * Math.sqrt(Math.max(0, deviations.expected())));
    }

    /**
     * A's rating less b's, with the standard error that counts what they have in common.
     *
     * @return value and normal interval in Elo; NaN between groups
     */
    public Interval difference(String a, String b) {
        return difference(number(a), number(b));
    }

    /** How sure it is that a is stronger than b, between 0 and 1; NaN where nothing is known of it, or all. */
    public double chanceOfBeingStronger(String a, String b) {
        var difference = difference(a, b);
        return difference.se() > 0 ? NORMAL.cumulativeProbability(difference.value() / difference.se()) : Double.NaN;
    }

    private int number(String name) {
        return IntStream.range(0, ratings.size())
                .filter(i -> ratings.get(i).player().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("found no games of %s".formatted(name)));
    }

    private Interval difference(int a, int b) {
        double level = ratings.getFirst().elo().level();
        if (groups.of()[a] != groups.of()[b]) {
            return new Interval(Double.NaN, Double.NaN, Double.NaN, Double.NaN, level);
        }
        double value = Elo.PER_LOGIT * (theta[a] - theta[b]);
        double se = Elo.PER_LOGIT * Math.sqrt(Math.max(0, covariance[a][a] + covariance[b][b] - 2 * covariance[a][b]));
        double z = NORMAL.inverseCumulativeProbability((1 + level) / 2);
        return new Interval(value, value - z * se, value + z * se, se, level);
    }

    /**
     * The pairings that would tell most of the ratings: the greatest gain in the log determinant of the ratings' precision,
     * {@code ln(1 + games p (1 - p) var(difference))}. Pairings that join separate groups come first.
     *
     * @param count at most so many
     * @param games that each pairing would play
     */
    public List<Pairing> mostInformative(int count, double games) {
        var found = new ArrayList<>(joining());
        var best = new ArrayList<Pairing>();
        int n = ratings.size();
        for (int a = 0; a < n; a++) {
            for (int b = a + 1; b < n; b++) {
                if (groups.of()[a] == groups.of()[b]) {
                    var difference = difference(a, b);
                    double score = Elo.score(difference.value());
                    double logits = difference.se() / Elo.PER_LOGIT;
                    double gain = Math.log1p(games * score * (1 - score) * logits * logits);
                    best.add(new Pairing(
                            ratings.get(a).player(),
                            ratings.get(b).player(),
                            difference.value(),
                            difference.se(),
                            score,
                            gain));
                }
            }
        }
        best.sort((x, y) -> Double.compare(y.gain(), x.gain()));
        found.addAll(best);
        return List.copyOf(found.subList(0, Math.min(count, found.size())));
    }

    /** One pairing for each further group: its middle player with the middle one of the largest. */
    private List<Pairing> joining() {
        var all = IntStream.range(0, groups.count())
                .mapToObj(this::group)
                .sorted((x, y) -> Integer.compare(y.size(), x.size()))
                .toList();
        return all.stream()
                .skip(1)
                .map(group -> new Pairing(
                        middle(all.getFirst()),
                        middle(group),
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NaN,
                        Double.POSITIVE_INFINITY))
                .toList();
    }

    private static String middle(List<Rating> group) {
        var sorted = group.stream()
                .sorted((x, y) -> Double.compare(x.elo().value(), y.elo().value()))
                .toList();
        return sorted.get(sorted.size() / 2).player();
    }
}
