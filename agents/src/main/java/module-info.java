/** Agents: a loop of a model and its tools, votes and checks, and how reliable each step is. */
module loglog.agents {
    requires java.net.http;
    requires loglog.laws;
    requires transitive loglog.runs;
    requires transitive loglog.tasks;

    exports loglog.agents;
}
