package loglog.training;

/** How large a model is asked to be. */
public sealed interface Size {
    /** About so many params. */
    record Params(long params) implements Size {}

    /** In full: for each kind of model its own two numbers, such as width and layers. */
    record Shape(int width, int layers) implements Size {}

    /** As a study file has it. */
    default String text() {
        return switch (this) {
            case Params(long params) -> Long.toString(params);
            case Shape(int width, int layers) -> width + "x" + layers;
        };
    }
}
