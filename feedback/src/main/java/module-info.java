/** Learning from feedback: supervised tuning, reward models, preferences, rewards, expert iteration, proxies. */
module loglog.feedback {
    requires loglog.words;
    requires transitive loglog.laws;
    requires transitive loglog.models;
    requires transitive loglog.tasks;

    exports loglog.feedback;

    provides loglog.training.Kind with
            loglog.feedback.ProxyKind;
}
