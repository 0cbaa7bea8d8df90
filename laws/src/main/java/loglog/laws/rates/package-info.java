/**
 * Rates of success: counts of trials and what they are made of. Repeated sampling and its law, votes, the best of n, search
 * step by step, chains of steps, regressions by the binomial likelihood, and what a change is worth in compute.
 */
package loglog.laws.rates;
