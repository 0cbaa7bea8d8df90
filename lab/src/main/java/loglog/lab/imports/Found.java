package loglog.lab.imports;

/** What an importer found: a run, or a place where one should be and could not be read. */
sealed interface Found permits ImportedRun, Found.Damaged {
    /** The run's name in the tool, or its folder's. */
    String name();

    /** The file or folder, and the place in it. */
    String where();

    /** @param sentence what was found there and what was expected */
    record Damaged(String name, String where, String sentence) implements Found {}
}
