/** A run on disk: its folder, its files, how they are written so that they are whole at every moment, and how they are read. */
module loglog.runs {
    requires loglog.words;
    requires transitive tools.jackson.databind;

    exports loglog.runs;
    exports loglog.runs.reader;
}
