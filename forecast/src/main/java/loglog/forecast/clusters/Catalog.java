package loglog.forecast.clusters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import loglog.forecast.facts.Citation;
import loglog.forecast.facts.FactReader;
import loglog.forecast.facts.Uncertain;
import loglog.yaml.Node;
import loglog.yaml.Section;
import loglog.yaml.Spelling;
import loglog.yaml.Yaml;

/** The table of accelerators and what else a cluster is reckoned with, read from a YAML file with a source for each entry. */
public final class Catalog {
    /** A number and where it is from. */
    public record Fact(Uncertain value, Citation source) {}

    private static final String BUILT_IN = "accelerators.yaml";
    private static final List<String> KEYS = List.of("accelerators", "assumptions");
    private static final List<String> CHIP_KEYS = FactReader.keys(
            "id",
            "name",
            "released",
            "peak",
            "memory_gb",
            "bandwidth_gb_s",
            "watts",
            "server_power",
            "price_usd",
            "system_usd");
    private static final List<String> FACT_KEYS = FactReader.keys("value", "interval");
    private static final double GIGA = 1e9;

    /** Shares, which are at most 1. */
    private static final List<Assumption> SHARES =
            List.of(Assumption.UTILIZATION, Assumption.LOAD, Assumption.NETWORK_SHARE, Assumption.DECODE_BANDWIDTH);

    private final List<Accelerator> chips;
    private final Map<Assumption, Fact> assumptions;

    private Catalog(List<Accelerator> chips, Map<Assumption, Fact> assumptions) {
        this.chips = List.copyOf(chips);
        this.assumptions = Map.copyOf(assumptions);
    }

    /** The public facts that come with Loglog. */
    public static Catalog builtIn() {
        var file = Path.of(BUILT_IN);
        return read(
                new Section(file, "", Yaml.read(file, template(), "accelerators"), 1),
                new Catalog(List.of(), Map.of()));
    }

    /**
     * A user's own table; its entries come before those of the same name here, and the rest is as it is here.
     *
     * @throws loglog.runs.DataException in one sentence: the file, its line and keys, what was found and what was expected
     */
    public Catalog with(Path file) {
        Node.Keys keys = Yaml.read(file, "accelerators (loglog cluster chips --template prints some)");
        return read(new Section(file, "", keys, 1), this);
    }

    /** The text of the built-in table. */
    public static String template() {
        return resource(BUILT_IN);
    }

    static String resource(String name) {
        try (var in = Catalog.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All chips, in the order of the files. */
    public List<Accelerator> chips() {
        return chips;
    }

    /** A chip by its short name. */
    public Optional<Accelerator> chip(String id) {
        return chips.stream().filter(chip -> chip.id().equalsIgnoreCase(id)).findFirst();
    }

    /** What someone who misspelled a chip's name meant, as the end of a sentence. */
    public String hint(String id) {
        var ids = chips.stream().map(Accelerator::id).toList();
        return "expected one of " + String.join(", ", ids) + Spelling.hint(id, ids);
    }

    public Fact fact(Assumption what) {
        return assumptions.get(what);
    }

    /** The same with one assumption as it was typed. */
    public Catalog with(Assumption what, double value) {
        var changed = new EnumMap<Assumption, Fact>(Assumption.class);
        changed.putAll(assumptions);
        changed.put(what, new Fact(Uncertain.exactly(value), Citation.typed()));
        return new Catalog(chips, changed);
    }

    private static Catalog read(Section root, Catalog before) {
        root.only(KEYS);
        var chips = new ArrayList<Accelerator>();
        root.find("accelerators").ifPresent(list -> {
            for (var item : FactReader.entries(list, "accelerators")) {
                var chip = chip(item.section().only(CHIP_KEYS));
                if (chips.stream().anyMatch(other -> other.id().equalsIgnoreCase(chip.id()))) {
                    throw item.says("found the id %s a second time, expected another".formatted(chip.id()));
                }
                chips.add(chip);
            }
        });
        before.chips.stream()
                .filter(old -> chips.stream().noneMatch(chip -> chip.id().equalsIgnoreCase(old.id())))
                .forEach(chips::add);
        var facts = new EnumMap<Assumption, Fact>(Assumption.class);
        facts.putAll(before.assumptions);
        root.find("assumptions").ifPresent(value -> {
            var section = value.section()
                    .only(Arrays.stream(Assumption.values())
                            .map(Assumption::word)
                            .toList());
            for (var what : Assumption.values()) {
                section.find(what.word())
                        .ifPresent(fact ->
                                facts.put(what, fact(what, fact.section().only(FACT_KEYS))));
            }
        });
        return new Catalog(chips, facts);
    }

    private static Fact fact(Assumption what, Section entry) {
        var value = entry.need("value", "a number above 0");
        var read = FactReader.positive(value, FactReader.level(entry, Uncertain.USUAL_LEVEL), "a number above 0");
        if (SHARES.contains(what) && read.high() > 1) {
            throw value.wrong("a share, at most 1");
        }
        return new Fact(read, FactReader.source(entry));
    }

    private static Accelerator chip(Section entry) {
        var peaks = new EnumMap<NumericFormat, Double>(NumericFormat.class);
        var peak = entry.need("peak", "peaks by number format, such as {bf16: 989T}")
                .section();
        peak.only(Arrays.stream(NumericFormat.values()).map(NumericFormat::word).toList());
        for (var precision : NumericFormat.values()) {
            peak.find(precision.word()).ifPresent(v -> peaks.put(precision, v.amount(1e20, "FLOP/s, such as 989T")));
        }
        if (peaks.isEmpty()) {
            throw entry.need("peak", "").says("found no format, expected bf16, fp8, int8 or fp4");
        }
        return new Accelerator(
                entry.need("id", "a short name, such as h100").text("a short name, such as h100"),
                entry.need("name", "its full name").text("its full name"),
                FactReader.date(entry.need("released", "when, such as 2022-09-20")),
                peaks,
                entry.need("memory_gb", "GB of memory, such as 80").amount(1e6, "GB, such as 80") * GIGA,
                entry.need("bandwidth_gb_s", "GB/s of its memory, such as 3350").amount(1e9, "GB/s, such as 3350")
                        * GIGA,
                entry.need("watts", "the most that it draws, such as 700").amount(1e6, "watts, such as 700"),
                entry.find("server_power")
                        .map(v -> FactReader.positive(v, Uncertain.USUAL_LEVEL, "a ratio, such as 1.8")),
                entry.find("price_usd").map(v -> FactReader.positive(v, Uncertain.USUAL_LEVEL, "USD, such as 30000")),
                entry.find("system_usd").map(v -> FactReader.positive(v, Uncertain.USUAL_LEVEL, "USD, such as 50000")),
                FactReader.source(entry));
    }
}
