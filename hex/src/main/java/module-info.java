/** Hex by self-play: the game, its exact solver, tree search, networks, and their training as a kind. */
module loglog.hex {
    requires transitive loglog.engine;
    requires transitive loglog.runs;
    requires transitive loglog.training;

    exports loglog.hex.game;
}
