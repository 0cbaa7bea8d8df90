package loglog.models.training;

/** Mean loss over sequences, computed by a trainer's lanes. */
final class Evaluation {
    private final TrainingStep trainer;
    private final BatchSource source;
    private final int batch;
    private final TokenBatch room;

    Evaluation(TrainingStep trainer, BatchSource source, int batch, int context) {
        this.trainer = trainer;
        this.source = source;
        this.batch = batch;
        room = new TokenBatch(batch, context, source.weighted());
    }

    /** Nats per token over the first {@code count} sequences; where targets have weights, the mean by their sizes. */
    double loss(long count) {
        double sum = 0;
        double size = 0;
        for (long first = 0; first < count; first += batch) {
            int rows = (int) Math.min(batch, count - first);
            source.fill(first, rows, room);
            room.clearAfter(rows); // what is left of the last batch
            sum += trainer.evaluate(room.tokens(), room.targets(), room.weights());
            size += room.size(rows);
        }
        return sum / size;
    }
}
