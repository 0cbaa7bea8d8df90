package loglog.training;

/**
 * What a study must know of its task.
 *
 * @param tokens to train on, each once
 * @param ceiling the metric of a model that has learned almost nothing; NaN where it is not known
 */
public record Survey(long tokens, double ceiling) {
    /** Of a trainer that reads what it likes, and where there is no end to the data. */
    public static final Survey UNKNOWN = new Survey(Long.MAX_VALUE, Double.NaN);
}
