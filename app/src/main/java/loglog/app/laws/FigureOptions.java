package loglog.app.laws;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.UserError;
import loglog.pages.report.FigureFiles;
import loglog.pages.report.FigureFiles.Format;
import loglog.pages.report.Look;
import loglog.pages.report.ReportException;
import loglog.pages.sheet.Shareable;
import loglog.pages.sheet.Sheet;
import loglog.pages.sheet.SheetFigures;
import loglog.tables.Numbers;
import picocli.CommandLine.Option;

/** Figures as files: where, in which formats, how large, in which letters. */
public final class FigureOptions implements BeforeWork {
    private static final Pattern SIZE =
            Pattern.compile("([0-9.]+) *(?:mm|cm|in)? *x *([0-9.]+) *(mm|cm|in)?", Pattern.CASE_INSENSITIVE);
    private static final double LEAST_MM = 20;
    private static final double GREATEST_MM = 2000;

    @Option(
            names = "--figures",
            paramLabel = "FOLDER",
            description = "also write each figure into a folder, with its data as CSV, its caption as text, LaTeX, and"
                    + " papers as BibTeX (default: none)")
    Path folder;

    @Option(
            names = "--format",
            paramLabel = "FORMATS",
            split = ",",
            splitSynopsisLabel = "",
            description = "formats of the figures: svg, pdf, png (default: svg,pdf)")
    List<String> formats;

    @Option(
            names = "--png",
            paramLabel = "FOLDER",
            description = "the same as --figures FOLDER --format png (default: none)")
    Path png;

    @Option(
            names = "--figure-size",
            paramLabel = "WxH",
            description = "width and height of figures in mm, cm or in: such as 89x60mm or 7x4in (default: 180x115mm)")
    String size;

    @Option(
            names = "--figure-font",
            paramLabel = "FAMILY",
            description =
                    "font of the figures: Helvetica, Times, Courier; for svg and png any family (default: Helvetica)")
    String font;

    @Option(names = "--figure-font-size", paramLabel = "PT", description = "font size in points (default: 8)")
    Double points;

    @Option(
            names = "--figure-title",
            paramLabel = "on|off",
            description = "whether figures have their title on them (default: on)")
    String title;

    @Option(names = "--figure-dpi", paramLabel = "N", description = "pixels for each inch of a png (default: 300)")
    Integer dpi;

    /**
     * Checks the options before anything is computed.
     *
     * @throws UserError where one of them is wrong or has no use, or the folder cannot be written
     */
    @Override
    public void check() {
        if (png != null && folder != null) {
            throw new UserError("--png %s and --figures %s: found both, expected one of them".formatted(png, folder));
        }
        if (png != null && formats != null) {
            throw new UserError("--format: found %s with --png, which says the format, expected --figures FOLDER"
                    .formatted(String.join(",", formats)));
        }
        if (folder() == null) {
            unused("--format", formats);
            unused("--figure-size", size);
            unused("--figure-font", font);
            unused("--figure-font-size", points);
            unused("--figure-title", title);
            unused("--figure-dpi", dpi);
        }
        formats();
        look();
        OutputPath.folder(option(), folder());
    }

    private String option() {
        return png != null ? "--png" : "--figures";
    }

    private static void unused(String option, Object value) {
        if (value != null) {
            throw new UserError("%s: found without --figures, expected --figures FOLDER with it".formatted(option));
        }
    }

    /** Where figures go; null for nowhere. */
    public Path folder() {
        return png != null ? png : folder;
    }

    private List<Format> formats() {
        if (png != null) {
            return List.of(Format.png);
        }
        if (formats == null) {
            return List.of(Format.svg, Format.pdf);
        }
        var all = new ArrayList<Format>();
        for (var name : formats) {
            all.add(Arrays.stream(Format.values())
                    .filter(format -> format.name().equalsIgnoreCase(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new UserError(
                            "--format: found \"%s\", expected svg, pdf or png, several with commas between"
                                    .formatted(name))));
        }
        return all.stream().distinct().toList();
    }

    private Look look() {
        double width = Look.USUAL.widthMm();
        double height = Look.USUAL.heightMm();
        if (size != null) {
            var read = SIZE.matcher(size.strip());
            var across = read.matches() ? Numbers.parse(read.group(1)) : java.util.OptionalDouble.empty();
            var up = read.matches() ? Numbers.parse(read.group(2)) : java.util.OptionalDouble.empty();
            if (across.isEmpty() || up.isEmpty()) {
                throw new UserError(
                        "--figure-size: found \"%s\", expected width x height with their unit, such as".formatted(size)
                                + " 89x60mm or 7x4.5in");
            }
            double unit = switch (read.group(3) == null ? "mm" : read.group(3).toLowerCase(Locale.ROOT)) {
                case "in" -> 25.4;
                case "cm" -> 10;
                default -> 1;
            };
            width = across.getAsDouble() * unit;
            height = up.getAsDouble() * unit;
        }
        if (!(Math.min(width, height) >= LEAST_MM) || !(Math.max(width, height) <= GREATEST_MM)) {
            throw new UserError(
                    "--figure-size: found %s, expected a width and a height from 20 to 2000 mm".formatted(size));
        }
        double letters = points == null ? Look.USUAL.points() : points;
        if (!(letters >= 3 && letters <= 72)) {
            throw new UserError("--figure-font-size: found %s, expected 3 to 72 points".formatted(points));
        }
        if (title != null && !title.equals("on") && !title.equals("off")) {
            throw new UserError("--figure-title: found \"%s\", expected on or off".formatted(title));
        }
        int pixels = dpi == null ? Look.USUAL.dpi() : dpi;
        if (pixels < 30 || pixels > 2400) {
            throw new UserError("--figure-dpi: found %d, expected 30 to 2400".formatted(pixels));
        }
        if (width / 25.4 * pixels * (height / 25.4 * pixels) > 200e6
                && formats().contains(Format.png)) {
            throw new UserError(
                    "--figure-dpi: found %d, which makes a picture of %.0f megapixels, expected less than 200"
                            .formatted(pixels, width / 25.4 * pixels * (height / 25.4 * pixels) / 1e6));
        }
        return new Look(
                width, height, font == null ? Look.USUAL.font() : font.strip(), letters, !"off".equals(title), pixels);
    }

    /**
     * Writes a sheet's figures where they are wanted.
     *
     * @param command the words that make them again
     * @return a line for each figure that was written: its files
     */
    public List<String> write(Sheet sheet, List<String> command) {
        if (folder() == null) {
            return List.of();
        }
        var again = OutputOptions.line(
                command.stream().map(FigureOptions::withoutPlace).toArray(String[]::new));
        var shareable = Shareable.of(OutputOptions.line(command.toArray(String[]::new)));
        return drawn(shareable.sheet(sheet), again).stream()
                .map(figure -> folder().resolve(figure.stem() + figure.ends().getFirst()) + " and "
                        + String.join(
                                ", ", figure.ends().subList(1, figure.ends().size())))
                .toList();
    }

    private List<FigureFiles.Named> drawn(Sheet sheet, String again) {
        try {
            return SheetFigures.write(sheet, again, formats(), look(), folder());
        } catch (ReportException e) {
            throw new UserError(option() + ": " + e.getMessage());
        }
    }

    /** A word of a command without the folders that a file lies in: they are of this machine alone. */
    static String withoutPlace(String word) {
        int equals = word.startsWith("--") ? word.indexOf('=') + 1 : 0;
        var value = word.substring(equals);
        if (value.indexOf('/') < 0 && value.indexOf('\\') < 0 || !isPath(value)) {
            return word;
        }
        return word.substring(0, equals) + lastPart(value);
    }

    private static boolean isPath(String word) {
        try {
            var first = word.split("[*?\\[{]", 2)[0];
            var path = Path.of(first.isEmpty() ? "." : first);
            return path.isAbsolute()
                    || word.matches("(~|\\.{1,2})[/\\\\].*")
                    || Files.exists(path)
                    || path.getParent() != null && Files.isDirectory(path.getParent());
        } catch (InvalidPathException _) {
            return false;
        }
    }

    /** The file's name, or of several files the part that tells them apart. */
    private static String lastPart(String path) {
        int glob = path.length();
        for (char c : "*?[{".toCharArray()) {
            int at = path.indexOf(c);
            glob = at < 0 ? glob : Math.min(glob, at);
        }
        var before = path.substring(0, glob).replaceAll("[/\\\\]+$", glob == path.length() ? "" : "$0");
        int last = Math.max(before.lastIndexOf('/'), before.lastIndexOf('\\'));
        return before.substring(last + 1) + path.substring(glob);
    }
}
