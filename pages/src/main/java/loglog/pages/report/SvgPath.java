package loglog.pages.report;

import java.awt.geom.Arc2D;
import java.awt.geom.Path2D;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Outlines as Java2D has them. */
final class SvgPath {
    /** A command of SVG's path language, or a number. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z]|-?[0-9.]+");

    private SvgPath() {}

    /** The shape of a path. */
    static Path2D of(String data) {
        var path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        var tokens = TOKEN.matcher(data);
        char command = 'M';
        double x = 0;
        double y = 0;
        while (tokens.find()) {
            double first = 0;
            if (Character.isLetter(tokens.group().charAt(0))) {
                command = tokens.group().charAt(0);
                if (command == 'z' || command == 'Z') {
                    path.closePath();
                    var start = path.getCurrentPoint();
                    x = start.getX();
                    y = start.getY();
                    continue;
                }
                first = next(tokens);
            } else {
                first = Double.parseDouble(tokens.group());
            }
            switch (command) {
                case 'M', 'L' -> {
                    x = first;
                    y = next(tokens);
                }
                case 'm', 'l' -> {
                    x += first;
                    y += next(tokens);
                }
                case 'H' -> x = first;
                case 'h' -> x += first;
                case 'V' -> y = first;
                case 'v' -> y += first;
                case 'a' -> { // half a circle, to the point dx 0
                    for (int i = 0; i < 4; i++) {
                        next(tokens);
                    }
                    double dx = next(tokens);
                    next(tokens);
                    halfCircle(path, x, y, dx);
                    x += dx;
                    continue;
                }
                default -> throw new IllegalArgumentException(command + " in " + data);
            }
            if (command == 'M' || command == 'm') {
                path.moveTo(x, y);
                command = command == 'M' ? 'L' : 'l';
            } else {
                path.lineTo(x, y);
            }
        }
        return path;
    }

    private static double next(Matcher tokens) {
        if (!tokens.find()) {
            throw new IllegalArgumentException("a path ends within a command");
        }
        return Double.parseDouble(tokens.group());
    }

    private static void halfCircle(Path2D path, double x, double y, double dx) {
        double across = Math.abs(dx);
        path.append(
                new Arc2D.Double(
                        Math.min(x, x + dx), y - across / 2, across, across, dx > 0 ? 180 : 0, 180, Arc2D.OPEN),
                true);
    }
}
