/**
 * The contract between studies and what they train. A {@link loglog.training.Kind} brings its {@link
 * loglog.training.Settings}, its {@link loglog.training.Task} and a {@link loglog.training.JobRunner}; whoever plans, carries
 * out, fits and reports runs knows these alone.
 */
package loglog.training;
