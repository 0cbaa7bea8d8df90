package loglog.forecast.takeoff;

/**
 * Shares of a sector's income; they add up to 1.
 *
 * @param capital of capital, of experiments in software R&D
 * @param labour of people
 * @param compute of compute that does tasks
 */
public record IncomeShares(double capital, double labour, double compute) {}
