package loglog.training;

/** What is trained, of a size; two of the same shape are equal. */
public interface ModelOfSize {
    /** All trained parameters, N. */
    long params();

    /** Its shape in a run's name, such as {@code 48x3}. */
    String shape();
}
