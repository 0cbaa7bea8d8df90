/** Language models as a kind of thing that studies train: what a study file says of them, their sizes, their runs. */
package loglog.models.language;
