package loglog.words;

/**
 * What is wrong, in the one form that it has everywhere: {@code place: found this, expected that}. The place is an option, a file with
 * its line, or a field; the finding is a clause, most often one that begins with "found"; no full stop ends it.
 */
public final class Sentence {
    private Sentence() {}

    /**
     * A sentence of these parts.
     *
     * @param place empty where the finding names it, or there is none
     * @param finding a clause
     * @param expectation what stands behind "expected"; empty where the finding says it
     */
    public static String of(String place, String finding, String expectation) {
        return (place.isEmpty() ? "" : place + ": ")
                + finding
                + (expectation.isEmpty() ? "" : ", expected " + expectation);
    }

    /** The usual one: a value that is not what it can be. */
    public static String found(String place, Object found, String expectation) {
        return of(place, "found " + found, expectation);
    }
}
