/** What a user's program trains, described by a study file alone: its metric and its two scales. */
package loglog.training.program;
