package loglog.pages.report;

import java.util.stream.Collectors;

/** A figure for LaTeX: the environment that includes it, with its caption and what it cites, and its laws' equations. */
final class FigureTex {
    private FigureTex() {}

    /**
     * The file's text.
     *
     * @param stem the name of the figure's file without its ending
     */
    static String of(String stem, Caption caption) {
        var papers = caption.papers().stream().map(Bibliography.Entry::key).collect(Collectors.joining(","));
        var out = new StringBuilder("\\begin{figure}\n  \\centering\n");
        out.append("  \\includegraphics{").append(stem).append("}\n  \\caption{");
        out.append(escaped(caption.text())).append(papers.isEmpty() ? "" : " \\cite{" + papers + "}");
        out.append("}\n  \\label{fig:").append(stem).append("}\n\\end{figure}\n");
        for (var equation : caption.equations()) {
            out.append("\\begin{equation}\n  ").append(equation).append("\n\\end{equation}\n");
        }
        return out.toString();
    }

    private static String escaped(String text) {
        var out = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '&', '%', '$', '#', '_', '{', '}' -> out.append('\\').append(c);
                case '~' -> out.append("\\textasciitilde{}");
                case '^' -> out.append("\\textasciicircum{}");
                case '\\' -> out.append("\\textbackslash{}");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
