package loglog.lab.design;

/** What the results of a design are asked. The command line has an answer for each. */
public enum Question {
    /** How does the metric depend on what varies? */
    LAW(true),
    /** The same, where params and tokens rise together, so that only compute can be told. */
    ALONG_COMPUTE(true),
    /** What is data worth that is read again? */
    REPEATED_DATA(false),
    /** From which batch on does a larger one save no steps? */
    CRITICAL_BATCH(false),
    /** Which learning rate is best at each size? */
    BEST_RATE(false),
    /** How far apart are runs that differ in their seeds alone? */
    NOISE(false);

    private final boolean comparesRecipes;

    Question(boolean comparesRecipes) {
        this.comparesRecipes = comparesRecipes;
    }

    /** Whether the laws of two recipes say how many times less compute one of them needs. */
    public boolean comparesRecipes() {
        return comparesRecipes;
    }
}
