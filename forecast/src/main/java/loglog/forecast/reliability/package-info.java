/** Nines: how reliable each step has to be for a chain of them, and how failures are spread over the length of a task. */
package loglog.forecast.reliability;
