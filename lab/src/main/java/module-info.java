/** Studies: what is to be found out, the runs that find it out, and the predictions that they verify. */
module loglog.lab {
    requires hipparchus.core;
    requires java.management;
    requires jdk.management;
    requires loglog.words;
    requires transitive loglog.laws;
    requires transitive loglog.runs;
    requires transitive loglog.tables;
    requires transitive loglog.yaml;
    requires transitive loglog.training;

    exports loglog.lab.design;
    exports loglog.lab.experiment;
    exports loglog.lab.launch;
    exports loglog.lab.ledger;
    exports loglog.lab.imports;
    exports loglog.lab.plan;
    exports loglog.lab.results;
    exports loglog.lab.study;
    exports loglog.lab.watch;
    exports loglog.lab.work;
}
