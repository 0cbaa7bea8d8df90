/** Learning from feedback: supervised tuning, reward models, preferences, rewards, expert iteration. */
module loglog.feedback {
    requires loglog.laws;
    requires transitive loglog.models;
    requires transitive loglog.tasks;

    exports loglog.feedback;
}
