package loglog.forecast.facts;

/**
 * Where a figure is from.
 *
 * @param text who says it, and where
 * @param url its address; empty where there is none
 * @param date when it was published or measured, as it is written in the file
 * @param standing how far it can be trusted
 */
public record Citation(String text, String url, String date, Standing standing) {
    /** What kind of figure it is. */
    public enum Standing {
        /** Published, and read there. */
        PUBLISHED,
        /** Computed from published figures, as the source says. */
        DERIVED,
        /** Measured by whoever wrote the file. */
        MEASURED,
        /** Nobody has published it; the scenario needs one. */
        ASSUMED,
        /** Published somewhere, but read at second hand. */
        UNCHECKED;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What a person types, on the command line or into a page's field. */
    public static Citation typed() {
        return new Citation("as typed", "", "", Standing.ASSUMED);
    }
}
