/** The doors: the command line, and the reports. */
module loglog.app {
    requires info.picocli;
    requires loglog.agents;
    requires loglog.feedback;
    requires loglog.forecast;
    requires loglog.hex;
    requires loglog.lab;
    requires loglog.laws;
    requires loglog.models;
    requires loglog.pages;
    requires loglog.tables;
    requires loglog.tasks;
    requires loglog.web;
    requires loglog.words;
    requires tools.jackson.databind;

    opens loglog.app to
            info.picocli;
    opens loglog.app.agents to
            info.picocli;
    opens loglog.app.feedback to
            info.picocli;
    opens loglog.app.forecast to
            info.picocli;
    opens loglog.app.hex to
            info.picocli;
    opens loglog.app.lab to
            info.picocli;
    opens loglog.app.laws to
            info.picocli;
    opens loglog.app.models to
            info.picocli;
    opens loglog.app.rates to
            info.picocli;
    opens loglog.app.web to
            info.picocli;
    opens loglog.app.ratings to
            info.picocli;
}
