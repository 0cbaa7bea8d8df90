/** What low precision costs: laws of training with rounded numbers and of rounding afterwards, bytes, and a proxy of energy. */
package loglog.laws.precision;
