/** A run on disk: its folder, its files, and how they are written so that they are whole at every moment. */
module loglog.runs {
    requires transitive tools.jackson.databind;

    exports loglog.runs;
}
