/** Commands of the lab: studies. */
package loglog.app.lab;
