/** The command that runs agents. */
package loglog.app.agents;
