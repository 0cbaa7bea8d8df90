/** Time horizons: how long the tasks are that an agent does with a given success, when that was measured, and where it leads. */
package loglog.forecast.horizons;
