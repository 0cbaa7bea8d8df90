/** What whatever is trained agrees to: its settings, what it costs, its metrics, and a resumable attempt at a run. */
module loglog.training {
    requires loglog.words;
    requires transitive loglog.runs;
    requires transitive loglog.yaml;

    exports loglog.training;

    uses loglog.training.Kind;

    provides loglog.training.Kind with
            loglog.training.program.ProgramKind;
}
