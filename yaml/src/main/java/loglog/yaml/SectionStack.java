package loglog.yaml;

import java.util.List;
import java.util.Optional;

/**
 * Sections one above the other: what the most particular leaves out, the next one has.
 *
 * @param sections the most particular first
 */
public record SectionStack(List<Section> sections) {
    public SectionStack {
        sections = List.copyOf(sections);
    }

    /** The most particular value of a key. */
    public Optional<Value> find(String key) {
        return sections.stream().flatMap(layer -> layer.find(key).stream()).findFirst();
    }

    /** How far down the key stands first; the number of sections where none has it. */
    public int depth(String key) {
        for (int i = 0; i < sections.size(); i++) {
            if (sections.get(i).has(key)) {
                return i;
            }
        }
        return sections.size();
    }
}
