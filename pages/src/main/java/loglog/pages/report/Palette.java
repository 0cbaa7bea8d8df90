package loglog.pages.report;

/**
 * Colors as style rules: s0 to s7 for series (Okabe and Ito's palette, which color-blind readers tell apart), v0 to
 * v11 for values on the color axis (a stretch of viridis that stands out from the page), each for light and dark pages.
 */
final class Palette {
    static final int SERIES = 8;
    static final int STEPS = 12;

    /** Of {@link StrokeStyle.Color}, in its order: the page, its ink, softer ink, and lines that hardly show. */
    private static final String[] PAGE = {"#ffffff", "#1b1f24", "#57606a", "#e4e7eb"};

    private static final String[] DARK_PAGE = {"#14171b", "#e8eaed", "#a3acb7", "#2c323a"};
    static final String[] LIGHT = {
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#333333", "#882255"
    };
    static final String[] DARK = {"#3f97d6", "#ef6a1f", "#22b889", "#dd8fc6", "#f2c230", "#a6d8f7", "#f2f2f2", "#b0527f"
    };
    /** Viridis at sixteen equal distances. */
    private static final String[] VIRIDIS = {
        "#440154", "#481a6c", "#472f7d", "#414487", "#39568c", "#31688e", "#2a788e", "#23888e", "#1f988b", "#22a884",
        "#35b779", "#54c568", "#7ad151", "#a5db36", "#d2e21b", "#fde725"
    };

    private Palette() {}

    /** The step of a fraction of the color axis. */
    static int step(double fraction) {
        return Math.clamp((int) (fraction * STEPS), 0, STEPS - 1);
    }

    /** A color on a white page, as #rrggbb. */
    static String onWhite(StrokeStyle.Color color, PaletteColor tint) {
        return color != StrokeStyle.Color.TINT
                ? PAGE[color.ordinal()]
                : tint.byValue() ? VIRIDIS[tint.index()] : LIGHT[tint.index()];
    }

    static String css() {
        var out = new StringBuilder(":root{");
        variables(PAGE, LIGHT, 0, out);
        out.append("}\n@media screen and (prefers-color-scheme: dark){:root{");
        variables(DARK_PAGE, DARK, VIRIDIS.length - STEPS, out);
        out.append("}}\n");
        for (int i = 0; i < SERIES; i++) {
            out.append(".s%1$d{--c:var(--s%1$d)}".formatted(i));
        }
        for (int i = 0; i < STEPS; i++) {
            out.append(".v%1$d{--c:var(--v%1$d)}".formatted(i));
        }
        return out.append('\n').toString();
    }

    private static void variables(String[] page, String[] series, int first, StringBuilder out) {
        for (int i = 0; i < page.length; i++) {
            out.append(StrokeStyle.Color.values()[i].variable().replaceAll("var.(.*).$", "$1:"))
                    .append(page[i])
                    .append(';');
        }
        for (int i = 0; i < SERIES; i++) {
            out.append("--s").append(i).append(':').append(series[i]).append(';');
        }
        for (int i = 0; i < STEPS; i++) {
            out.append("--v").append(i).append(':').append(VIRIDIS[first + i]).append(';');
        }
    }
}
