package loglog.laws.precision;

/**
 * {@code damage = c D^tokensExponent N^-paramsExponent e^(-bits / bitsScale)}: what rounding to so many bits after training costs
 * (arXiv 2411.04330, equation 2, {@code delta_PTQ}). It grows with tokens and falls with params and bits.
 *
 * @param logScale ln c
 * @param tokensExponent gamma_D
 * @param paramsExponent gamma_N
 * @param bitsRate 1 / gamma_post: by how much the logarithm falls for each bit
 */
public record DamageLaw(double logScale, double tokensExponent, double paramsExponent, double bitsRate) {
    /** Loss after rounding minus before. */
    public double damage(double params, double tokens, double bits) {
        return Math.exp(logDamage(params, tokens, bits));
    }

    double logDamage(double params, double tokens, double bits) {
        return logScale + tokensExponent * Math.log(tokens) - paramsExponent * Math.log(params) - bitsRate * bits;
    }

    /** Bits for which one bit less costs a factor of e: gamma_post. */
    public double bitsScale() {
        return 1 / bitsRate;
    }

    /** Tokens beyond which rounding costs more than a given damage. */
    public double tokensAt(double damage, double params, double bits) {
        double rest = Math.log(damage) - logDamage(params, 1, bits);
        return Math.exp(rest / tokensExponent);
    }
}
