/** Tasks with exact answers: problems that are functions of a number, their judges, and models that are trained on them. */
module loglog.tasks {
    requires loglog.laws;
    requires transitive loglog.models;

    exports loglog.tasks;

    provides loglog.training.Kind with
            loglog.tasks.TaskKind;
}
