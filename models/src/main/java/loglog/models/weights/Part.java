package loglog.models.weights;

/** What a weight is to its model: where it lies in memory, how it begins and how it learns follow from it. */
public enum Part {
    /** A row for each token or position. */
    EMBEDDING,
    /** A matrix within a layer. */
    HIDDEN,
    /** The matrix with which a residual branch ends. */
    BRANCH_END,
    /** To the logits, where it is not the embedding. */
    HEAD,
    /** What a norm multiplies with. */
    GAIN,
    /** What a norm or a product adds. */
    BIAS,
    /** The gain of the norm before the head. */
    LAST_GAIN,
    /** The bias of the norm before the head. */
    LAST_BIAS;

    /** Whether it is a matrix within a layer, which Muon may take. */
    public boolean isHidden() {
        return this == HIDDEN || this == BRANCH_END;
    }

    /** Whether it belongs to the norm before the head. */
    public boolean isOfLastNorm() {
        return this == LAST_GAIN || this == LAST_BIAS;
    }

    /** Whether it is added rather than multiplied with. */
    public boolean isBias() {
        return this == BIAS || this == LAST_BIAS;
    }
}
