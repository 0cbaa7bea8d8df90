/** Hex: playing against what has learned it. */
package loglog.app.hex;
