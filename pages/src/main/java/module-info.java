/**
 * What people see: charts, in a terminal and as pictures, pages, figures for papers, sheets of an answer, tables as text. Knows no
 * command, and of the rooms only {@code words}.
 */
module loglog.pages {
    requires java.desktop;
    requires loglog.words;
    requires transitive tools.jackson.databind;

    exports loglog.pages.plot;
    exports loglog.pages.report;
    exports loglog.pages.sheet;
    exports loglog.pages.text;
}
