package loglog.engine;

/**
 * The numbers of one step of {@link Kernels#adamW}.
 *
 * @param rate learning rate of the moments' part
 * @param decay what weights shrink by in this step: learning rate times weight decay
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param step number of this step, from 1
 */
public record AdamWStep(float rate, float decay, float beta1, float beta2, float epsilon, long step) {
    /** What divides the first moment: {@code 1 - beta1^step}. */
    public float correction1() {
        return (float) (1 - StrictMath.pow(beta1, step));
    }

    /** What divides the second moment: {@code 1 - beta2^step}. */
    public float correction2() {
        return (float) (1 - StrictMath.pow(beta2, step));
    }
}
