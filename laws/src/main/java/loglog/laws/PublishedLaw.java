package loglog.laws;

import java.util.List;

/**
 * A law of params and tokens with the numbers that a paper gives, {@code L = E + A / N^alpha + B / D^beta}. Its loss is that of the
 * paper's text, tokenizer and recipe, in nats a token: losses of two papers cannot be compared, what they would train can.
 *
 * @param id a short name
 * @param paper authors, year and where the numbers stand
 * @param natural E, A, B, alpha, beta
 * @param about what to know of it, a clause
 */
public record PublishedLaw(String id, String paper, double[] natural, String about) {
    /** Those that are known, the most trusted first. */
    public static final List<PublishedLaw> ALL = List.of(
            new PublishedLaw(
                    "besiroglu",
                    "Besiroglu et al. 2024, arXiv 2404.10102, table 1",
                    new double[] {1.8172, 482.01, 2085.43, 0.3478, 0.3658},
                    "Chinchilla's runs, fitted again"),
            new PublishedLaw(
                    "hoffmann",
                    "Hoffmann et al. 2022, arXiv 2203.15556, equation 10",
                    new double[] {1.69, 406.4, 410.7, 0.34, 0.28},
                    "as Chinchilla's paper printed it; that fit had not converged (arXiv 2404.10102)"),
            new PublishedLaw(
                    "muennighoff",
                    "Muennighoff et al. 2023, arXiv 2305.16264, appendix B",
                    new double[] {1.87, 521, 1488, 0.353, 0.353},
                    "Chinchilla's runs on C4, with one exponent for both"));

    public PublishedLaw {
        natural = natural.clone();
    }

    @Override
    public double[] natural() {
        return natural.clone();
    }

    /** Its form. */
    public Law law() {
        return new Chinchilla();
    }
}
