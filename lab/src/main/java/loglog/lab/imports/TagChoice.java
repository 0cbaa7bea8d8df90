package loglog.lab.imports;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import loglog.runs.DataException;

/**
 * Which of a run's tags is which quantity.
 *
 * @param tags Loglog's name to the tool's
 * @param notes what was taken without a known name
 */
record TagChoice(Map<String, String> tags, List<String> notes) {
    private static final int LISTED = 30;

    /**
     * Chooses by the user's map first, then by known names.
     *
     * @param where names the run in an error
     * @param what the tool's word for a tag: "tag", "column", "key"
     * @param wanted the quantities to look for
     * @throws DataException where the map names a tag that there is not, or two tags of one rank fit
     */
    static TagChoice of(
            String where, String what, Collection<String> all, Map<String, String> map, Collection<Quantity> wanted) {
        var chosen = new LinkedHashMap<String, String>();
        for (var quantity : wanted) {
            if (!map.containsKey(quantity.label())) {
                var found = recognized(where, what, quantity, all, map.values());
                if (found != null) {
                    chosen.put(quantity.label(), found);
                }
            }
        }
        for (var entry : map.entrySet()) {
            if (!all.contains(entry.getValue())) {
                throw new DataException("%s: found no %s %s (--map %s=%s), expected one of %s"
                        .formatted(where, what, entry.getValue(), entry.getKey(), entry.getValue(), list(all)));
            }
            chosen.put(entry.getKey(), entry.getValue());
        }
        var notes = new ArrayList<String>();
        if (wanted.contains(Quantity.LOSS)
                && !chosen.containsKey(Quantity.LOSS.label())
                && !chosen.containsKey(Quantity.VALIDATION_LOSS.label())) {
            only(Quantity.LOSS, what, all.stream().filter(Quantity::isLikeLoss).toList(), chosen, notes);
        }
        if (wanted.contains(Quantity.VALIDATION_LOSS) && !chosen.containsKey(Quantity.VALIDATION_LOSS.label())) {
            var like = all.stream()
                    .filter(tag -> !chosen.containsValue(tag) && Quantity.isLikeValidationLoss(tag))
                    .toList();
            only(Quantity.VALIDATION_LOSS, what, like, chosen, notes);
            if (like.size() > 1) {
                notes.add("validation_loss is not known: the %ss %s could each be it (--map validation_loss=%s)"
                        .formatted(what, list(like, " and "), like.getFirst()));
            }
        }
        others(what, all, map, wanted, chosen, notes);
        return new TagChoice(chosen, notes);
    }

    private static void only(
            Quantity quantity, String what, List<String> like, Map<String, String> chosen, List<String> notes) {
        if (like.size() == 1) {
            chosen.put(quantity.label(), like.getFirst());
            notes.add("%s is %s, the only %s of such a name".formatted(quantity.label(), like.getFirst(), what));
        }
    }

    /** What else has a known name of a quantity, of a lower rank. */
    private static void others(
            String what,
            Collection<String> all,
            Map<String, String> map,
            Collection<Quantity> wanted,
            Map<String, String> chosen,
            List<String> notes) {
        for (var quantity : wanted) {
            var label = quantity.label();
            var others = quantity == Quantity.RUN || map.containsKey(label) || !chosen.containsKey(label)
                    ? List.<String>of()
                    : all.stream()
                            .filter(tag -> quantity.rank(tag) >= 0 && !chosen.containsValue(tag))
                            .toList();
            if (!others.isEmpty()) {
                notes.add("%s is the %s %s, not %s (--map %s=%s)"
                        .formatted(label, what, chosen.get(label), list(others, " or "), label, others.getFirst()));
            }
        }
    }

    /** The tool's name of a quantity, or null. */
    String tag(Quantity quantity) {
        return tags.get(quantity.label());
    }

    /** @throws DataException where neither loss was found, listing what there is */
    void requireLoss(String where, String what, Collection<String> all) {
        if (tag(Quantity.LOSS) == null && tag(Quantity.VALIDATION_LOSS) == null) {
            throw new DataException(
                    "%s: found no %s that is known as a loss among %s; say which with --map loss=%s or --map validation_loss=%s"
                            .formatted(
                                    where,
                                    what,
                                    list(all),
                                    what.toUpperCase(Locale.ROOT),
                                    what.toUpperCase(Locale.ROOT)));
        }
    }

    private static String recognized(
            String where, String what, Quantity quantity, Collection<String> all, Collection<String> taken) {
        int best = Integer.MAX_VALUE;
        var found = new ArrayList<String>();
        for (var tag : all) {
            int rank = taken.contains(tag) ? -1 : quantity.rank(tag);
            if (rank >= 0 && rank <= best) {
                if (rank < best) {
                    found.clear();
                }
                best = rank;
                found.add(tag);
            }
        }
        if (found.size() > 1) {
            throw new DataException("%s: the %ss %s could each be the %s; say which with --map %s=%s"
                    .formatted(
                            where,
                            what,
                            String.join(" and ", found),
                            quantity.label().replace('_', ' '),
                            quantity.label(),
                            found.getFirst()));
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    private static String list(List<String> tags, String last) {
        return tags.size() == 1 || tags.size() > LISTED
                ? list(tags)
                : String.join(", ", tags.subList(0, tags.size() - 1)) + last + tags.getLast();
    }

    static String list(Collection<String> tags) {
        if (tags.isEmpty()) {
            return "none at all";
        }
        var shown = tags.stream().limit(LISTED).toList();
        return String.join(", ", shown) + (tags.size() > LISTED ? " and " + (tags.size() - LISTED) + " more" : "");
    }
}
