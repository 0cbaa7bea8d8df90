package loglog.app;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import loglog.app.web.ServeWarmUp;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What the launcher runs once after a build, so that the JVM's ahead-of-time cache holds the classes and the profiles of
 * a usual session: the questions about simulated runs and, where all is asked for, JSON, a page, horizons and ratings of agents, and one in SQL.
 */
@Command(name = "warm-up", hidden = true, description = "A short session, run once after a build.")
final class WarmUp implements Runnable {
    private static final int RUNS = 240;

    @Parameters(
            paramLabel = "SESSION",
            description = "all; laws: the questions about runs, answered in text; serve: a page of runs")
    String which;

    @Override
    public void run() {
        if (which.equals("serve")) {
            ServeWarmUp.run();
            return;
        }
        var out = System.out;
        try {
            var table = Files.createTempFile("loglog", ".csv");
            var attempts = Files.createTempFile("loglog", ".csv");
            var page = Files.createTempFile("loglog", ".html");
            var runs = Files.createTempDirectory("loglog");
            try {
                Files.writeString(table, simulated());
                Files.writeString(attempts, agents());
                Files.writeString(runs.resolve("run.json"), "{\"recipe\":{\"rate\":0.004},\"seed\":1}");
                Files.writeString(runs.resolve("metrics.jsonl"), "{\"step\":1,\"loss\":2.5}\n");
                System.setOut(new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8));
                laws(table.toString());
                if (which.equals("all")) {
                    others(table.toString(), attempts.toString(), page.toString(), runs.toString());
                }
                // What the JVM itself asks for when a process ends, after this session.
                System.getLogger("java.lang.Runtime").isLoggable(System.Logger.Level.DEBUG);
            } finally {
                System.setOut(out);
                Files.deleteIfExists(table);
                Files.deleteIfExists(attempts);
                Files.deleteIfExists(page);
                Files.deleteIfExists(runs.resolve("run.json"));
                Files.deleteIfExists(runs.resolve("metrics.jsonl"));
                Files.deleteIfExists(runs);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void laws(String table) {
        run("fit", table, "--drop-highest", "2", "--flops-per-token", "6N", "--bootstrap", "100");
        run("which", table);
        run("predict", table, "--at", "flops=1e23");
        run("predict", table, "--at", "params=7B,tokens=140B");
        run("plan", table, "--budget", "1e22", "--bootstrap", "100");
        run("isoflop", table, "--bootstrap", "100");
        run("diagnose", table);
        run("backtest", table);
        run("predict", "--help");
    }

    private static void others(String table, String attempts, String page, String runs) {
        run("fit", table, "--json");
        run("predict", table, "--at", "flops=1e23", "--json");
        run("fit", table, "--html", page);
        run("horizon", attempts);
        run("elo", attempts, "--a", "alias", "--b", "task_id", "--winner", "score_binarized");
        run("trend", attempts, "--metric", "human_minutes", "--bootstrap", "100");
        run("takeoff", "--model", "ai2027", "--json");
        run("sql", "--runs", runs, "select name, m.loss from runs join metrics m on name = run order by lr");
    }

    private static void run(String... args) {
        if (Main.execute(args) != 0) {
            throw new IllegalStateException("the warm-up failed at " + String.join(" ", args));
        }
    }

    /** Runs of Chinchilla's law on a spiral over params and tokens, with a deterministic ripple for noise. */
    static String simulated() {
        var csv = new StringBuilder("params,flops,loss\n");
        for (int i = 0; i < RUNS; i++) {
            double n = 1e7 * Math.pow(1000, (i * 0.618034) % 1);
            double d = n * 20 * Math.pow(30, (i * 0.414214) % 1 - 0.5);
            double noise = 0.004 * Math.sin(12.9898 * i) + 0.002 * Math.sin(78.233 * i * i);
            double loss = (1.8 + 480 / Math.pow(n, 0.347) + 2100 / Math.pow(d, 0.367)) * Math.exp(noise);
            csv.append(n).append(',').append(6 * n * d).append(',').append(loss).append('\n');
        }
        return csv.toString();
    }

    /** Agents' runs of tasks, whose horizon doubles with each agent. */
    private static String agents() {
        var csv = new StringBuilder("alias,task_id,task_family,human_minutes,score_binarized,release_date\n");
        for (int i = 0; i < 8 * 40 * 6; i++) {
            int agent = i % 8;
            double minutes = Math.pow(2, (i / 8 % 40) / 4.0);
            double success = 1 / (1 + minutes / Math.pow(2, agent + 1));
            csv.append("agent %d,t%d,f%d,%s,%d,%d-%02d-01\n"
                    .formatted(
                            agent,
                            i / 8 % 40,
                            i / 8 % 40 / 2,
                            minutes,
                            (i * 0.618034) % 1 < success ? 1 : 0,
                            2020 + agent / 2,
                            1 + 6 * (agent % 2)));
        }
        return csv.toString();
    }
}
