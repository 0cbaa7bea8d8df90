package loglog.lab.imports;

/** Where past runs come from. Its text is what the user writes. */
public enum ImportFormat {
    /** Event files, {@code events.out.tfevents.*}. */
    TENSORBOARD("tensorboard"),
    /** Hugging Face's {@code trainer_state.json}. */
    TRAINER_STATE("trainer-state"),
    /** CSV exports of Weights &amp; Biases: a chart's curves, or the table of runs. */
    WANDB("wandb"),
    /** Any table that {@link loglog.tables.Tables} reads: a row a run, or a row a step. */
    TABLE("table");

    private final String label;

    ImportFormat(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
