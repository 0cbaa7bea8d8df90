package loglog.pages.report;

/** Text and numbers inside HTML and SVG. */
final class Html {
    private Html() {}

    /** Text that cannot become markup, within elements and quoted attributes; characters that XML forbids are dropped. */
    static String escape(String text) {
        var out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> {
                    if (c >= ' ' || c == '\n' || c == '\t') {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    /** A coordinate: to a tenth of a pixel. */
    static String px(double value) {
        long tenths = (long) Math.rint(value * 10);
        long size = Math.abs(tenths);
        var sign = tenths < 0 ? "-" : "";
        return sign + size / 10 + (size % 10 == 0 ? "" : "." + size % 10);
    }

    /** A label such as 1e19 or 3e19 as people print it, 10 to the 19th, in SVG; other text escaped. */
    static String power(String label) {
        var power = Power.of(label);
        return power.exponent() == null
                ? escape(label)
                : power.base() + "<tspan class=\"sup\" dy=\"-0.45em\">" + power.exponent() + "</tspan>";
    }

    /**
     * A label as people print it.
     *
     * @param exponent what stands raised behind the base; null for nothing
     */
    record Power(String base, String exponent) {
        static Power of(String label) {
            int e = label.indexOf('e');
            if (e < 1 || e + 1 == label.length() || !isNumber(label, 0, e) || !isNumber(label, e + 1, label.length())) {
                return new Power(label, null);
            }
            var mantissa = label.substring(0, e);
            return new Power(
                    mantissa.equals("1") ? "10" : mantissa + "\u00d710",
                    label.substring(e + 1).replace('-', '\u2212'));
        }
    }

    /** How many characters wide a label stands once {@link #power} has set it, about. */
    static double width(String label) {
        int e = label.indexOf('e');
        if (e < 1 || !isNumber(label, 0, e)) {
            return label.length() + (label.endsWith("M") ? 0.4 : 0); // the widest letter of 100M
        }
        return (label.startsWith("1e") ? 2 : e + 3) + 0.75 * (label.length() - e - 1);
    }

    private static boolean isNumber(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            var c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c == '.' || c == '-' && i == from)) {
                return false;
            }
        }
        return from < to;
    }
}
