/** Commands that ask how strong players are, and what strength costs. */
package loglog.app.ratings;
