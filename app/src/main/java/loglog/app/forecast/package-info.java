/** Commands that ask the calendar: trends, time horizons, orders of magnitude, clusters, and what is forecast from them. */
package loglog.app.forecast;
