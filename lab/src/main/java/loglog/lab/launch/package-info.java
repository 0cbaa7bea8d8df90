/**
 * Places where runs are carried out: processes of this machine, jobs of Slurm. What is carried out is a line of text to them, and
 * what is heard of it lines of text; this package knows no run, no study and no model.
 */
package loglog.lab.launch;
