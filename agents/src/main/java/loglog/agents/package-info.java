/** Agents: a loop of a model and its tools, votes and checks, and how reliable each step is. */
package loglog.agents;
