/** YAML files as people write them: read as text with its lines, and asked for values of one kind or another. */
module loglog.yaml {
    requires transitive loglog.runs;
    requires tools.jackson.dataformat.yaml;

    exports loglog.yaml;
}
