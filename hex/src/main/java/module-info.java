/** Hex by self-play: the game, its exact solver, tree search, networks, and their training as a kind. */
module loglog.hex {
    requires jdk.incubator.vector;
    requires loglog.laws;
    requires transitive loglog.engine;
    requires transitive loglog.runs;
    requires transitive loglog.training;

    exports loglog.hex.game;
    exports loglog.hex.network;
    exports loglog.hex.search;
    exports loglog.hex.selfplay;
    exports loglog.hex.strength;

    provides loglog.training.Kind with
            loglog.hex.selfplay.HexKind;
}
