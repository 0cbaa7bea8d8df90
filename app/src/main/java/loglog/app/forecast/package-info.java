/** Commands that ask the calendar: trends, time horizons, and what is forecast from them. */
package loglog.app.forecast;
