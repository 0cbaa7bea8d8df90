package loglog.app.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import loglog.lab.results.Result;
import loglog.words.Format;

/** What a study's models are called in a table: tokens, and whatever else tells them apart. */
final class BaseNames {
    private final boolean sizes;
    private final boolean recipes;
    private final boolean seeds;

    BaseNames(List<Result> of) {
        sizes = differ(of, Result::params);
        recipes = differ(of, Result::recipe);
        seeds = differ(of, r -> r.id().seed());
    }

    private static boolean differ(List<Result> of, Function<Result, Object> what) {
        return of.stream().map(what).distinct().count() > 1;
    }

    /** Without the seed. */
    String label(Result of) {
        var parts = new ArrayList<String>();
        if (recipes) {
            parts.add(of.recipe());
        }
        if (sizes) {
            parts.add(Format.count(of.params()) + " params");
        }
        parts.add(Format.count(of.tokens()) + " tokens");
        return String.join(", ", parts);
    }

    /** With the seed where there are several. */
    String name(Result of) {
        return label(of) + (seeds ? ", seed " + of.id().seed() : "");
    }
}
