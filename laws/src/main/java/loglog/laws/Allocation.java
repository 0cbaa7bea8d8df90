package loglog.laws;

/**
 * A model to train.
 *
 * @param flops all that it costs, FLOP, serving included where it counts
 * @param params its size
 * @param tokens trained on, repetitions counted
 * @param loss that the law gives it
 */
public record Allocation(double flops, double params, double tokens, double loss) {

    public double tokensPerParam() {
        return tokens / params;
    }
}
