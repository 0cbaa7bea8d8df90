package loglog.lab.imports;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/** A run as an importer read it: what the files say, before anything is worked out from it. */
final class ImportedRun implements Found {
    final ImportFormat tool;
    private final String name;

    /** The file or folder that the run was read from, and the place in it, for people. */
    final Path source;

    String part = "";

    /** The files behind it. */
    final List<Path> files = new ArrayList<>();

    final LoggedRows curve = new LoggedRows();
    OptionalLong params = OptionalLong.empty();

    /** Of the whole run, where the tool says so beside its curve. */
    OptionalLong steps = OptionalLong.empty();

    OptionalDouble tokens = OptionalDouble.empty();
    OptionalDouble flops = OptionalDouble.empty();

    /** Whether the tool records a step by the number of steps before it. */
    boolean fromZero;

    /** The quantities of which a note already says why values are not finite. */
    final Set<String> explained = new HashSet<>();

    boolean finished;

    /** What the tool says of its end, where that is not that it finished. */
    String reason = "";

    /** The settings that the tool recorded, in its own names. */
    final ObjectNode recipe = Json.MAPPER.createObjectNode();

    /** What was worked out from what the files say, by Loglog's name of the quantity. */
    final Map<String, String> derived = new LinkedHashMap<>();

    /** Loglog's name of each quantity to the tool's. */
    final Map<String, String> tags = new LinkedHashMap<>();

    final List<String> notes = new ArrayList<>();

    ImportedRun(ImportFormat tool, String name, Path source) {
        this.tool = tool;
        this.name = name;
        this.source = source;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String where() {
        return part.isEmpty() ? source.toString() : source + ", " + part;
    }
}
