package loglog.laws;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was fitted to rows, or why they allow no fit. That rows are too few, or too much alike, is a finding about them:
 * an exception that comes out of a fit is a defect, and nobody has to catch one to learn that there is no law.
 */
public sealed interface Fitted<T> {
    /**
     * There is a fit.
     *
     * @param found what was fitted
     */
    record Found<T>(T found) implements Fitted<T> {}

    /**
     * There is none.
     *
     * @param why a clause to stand behind a colon, such as "4 distinct points cannot determine the 5 parameters of ..."
     */
    record None<T>(String why) implements Fitted<T> {}

    /** There is a fit. */
    static <T> Fitted<T> of(T value) {
        return new Found<>(value);
    }

    /** There is none; the reason is formatted as {@link String#format} does. */
    static <T> Fitted<T> none(String why, Object... values) {
        return new None<>(why.formatted(values));
    }

    /** What is made of the fit, where there is one. */
    default <R> Fitted<R> map(Function<? super T, ? extends R> made) {
        return flatMap(value -> new Found<>(made.apply(value)));
    }

    /** What is made of the fit, where there is one and that can be made of it. */
    default <R> Fitted<R> flatMap(Function<? super T, Fitted<R>> made) {
        return switch (this) {
            case Found(var value) -> made.apply(value);
            case None(var why) -> new None<>(why);
        };
    }

    /** The fit; empty where there is none. */
    default Optional<T> value() {
        return switch (this) {
            case Found(var value) -> Optional.of(value);
            case None<T> _ -> Optional.empty();
        };
    }

    /** The fit, of rows that are known to allow one. */
    default T orElseThrow() {
        return orElseThrow(NoSuchElementException::new);
    }

    /**
     * The fit, or what is to be thrown where there is none.
     *
     * @param wrong makes it of the reason
     */
    default <X extends RuntimeException> T orElseThrow(Function<String, X> wrong) {
        return switch (this) {
            case Found(var value) -> value;
            case None(var why) -> throw wrong.apply(why);
        };
    }
}
