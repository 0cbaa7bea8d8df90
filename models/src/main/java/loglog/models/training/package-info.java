/**
 * Training: a {@link loglog.models.training.Recipe} and a scale go in, a run folder comes out. {@link
 * loglog.models.training.TrainingRun} is the loop, {@link loglog.models.training.TrainingStep} one step of it.
 */
package loglog.models.training;
