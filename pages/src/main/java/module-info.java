/**
 * What people see: charts, in a terminal and as pictures, pages, figures for papers, sheets of an answer, texts and numbers. Knows no
 * command and no room.
 */
module loglog.pages {
    requires java.desktop;
    requires transitive tools.jackson.databind;

    exports loglog.pages.plot;
    exports loglog.pages.report;
    exports loglog.pages.sheet;
    exports loglog.pages.text;
}
