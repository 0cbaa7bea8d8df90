package loglog.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import loglog.app.agents.AgentCommand;
import loglog.app.answers.QuestionProblem;
import loglog.app.feedback.OveroptimizationCommand;
import loglog.app.feedback.PreferCommand;
import loglog.app.feedback.ProxyScoresCommand;
import loglog.app.forecast.ClusterCommand;
import loglog.app.forecast.HorizonCommand;
import loglog.app.forecast.NinesCommand;
import loglog.app.forecast.OomsCommand;
import loglog.app.forecast.TakeoffCommand;
import loglog.app.forecast.TrendCommand;
import loglog.app.hex.PlayCommand;
import loglog.app.lab.ImportCommand;
import loglog.app.lab.LedgerCommand;
import loglog.app.lab.QuickstartCommand;
import loglog.app.lab.ReportCommand;
import loglog.app.lab.RunCommand;
import loglog.app.lab.RunsCommand;
import loglog.app.lab.SqlCommand;
import loglog.app.lab.StudyCommand;
import loglog.app.laws.BacktestCommand;
import loglog.app.laws.CompareCommand;
import loglog.app.laws.DiagnoseCommand;
import loglog.app.laws.FitCommand;
import loglog.app.laws.IsoFlopCommand;
import loglog.app.laws.PlanCommand;
import loglog.app.laws.PredictCommand;
import loglog.app.laws.PublishedCommand;
import loglog.app.laws.TaskLawCommand;
import loglog.app.laws.WhichCommand;
import loglog.app.models.BenchCommand;
import loglog.app.models.EvalCommand;
import loglog.app.models.ExportCommand;
import loglog.app.models.GrokCommand;
import loglog.app.models.PrecisionCommand;
import loglog.app.models.SampleCommand;
import loglog.app.models.SurpriseCommand;
import loglog.app.models.ThinkCommand;
import loglog.app.models.TrainCommand;
import loglog.app.models.TuneCommand;
import loglog.app.rates.CoverageCommand;
import loglog.app.ratings.EloCommand;
import loglog.app.ratings.StrengthCommand;
import loglog.app.web.ServeCommand;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TerminalStream;
import loglog.runs.DataException;
import loglog.runs.Exhausted;
import loglog.tables.TableException;
import loglog.words.Format;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line's front door. */
@Command(
        name = "loglog",
        description = "A laboratory for scaling laws.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "loglog COMMAND --help, or loglog help COMMAND, describes each one."})
public final class Main implements Runnable {
    private static final Map<String, Supplier<Runnable>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("fit", FitCommand::new);
        COMMANDS.put("which", WhichCommand::new);
        COMMANDS.put("predict", PredictCommand::new);
        COMMANDS.put("plan", PlanCommand::new);
        COMMANDS.put("published", PublishedCommand::new);
        COMMANDS.put("isoflop", IsoFlopCommand::new);
        COMMANDS.put("compare", CompareCommand::new);
        COMMANDS.put("diagnose", DiagnoseCommand::new);
        COMMANDS.put("backtest", BacktestCommand::new);
        COMMANDS.put("trend", TrendCommand::new);
        COMMANDS.put("horizon", HorizonCommand::new);
        COMMANDS.put("nines", NinesCommand::new);
        COMMANDS.put("elo", EloCommand::new);
        COMMANDS.put("strength", StrengthCommand::new);
        COMMANDS.put("takeoff", TakeoffCommand::new);
        COMMANDS.put("ooms", OomsCommand::new);
        COMMANDS.put("cluster", ClusterCommand::new);
        COMMANDS.put("task-law", TaskLawCommand::new);
        COMMANDS.put("grok", GrokCommand::new);
        COMMANDS.put("coverage", CoverageCommand::new);
        COMMANDS.put("overoptimization", OveroptimizationCommand::new);
        COMMANDS.put("proxy-scores", ProxyScoresCommand::new);
        COMMANDS.put("prefer", PreferCommand::new);
        COMMANDS.put("agent", AgentCommand::new);
        COMMANDS.put("train", TrainCommand::new);
        COMMANDS.put("tune", TuneCommand::new);
        COMMANDS.put("sample", SampleCommand::new);
        COMMANDS.put("think", ThinkCommand::new);
        COMMANDS.put("surprise", SurpriseCommand::new);
        COMMANDS.put("eval", EvalCommand::new);
        COMMANDS.put("export", ExportCommand::new);
        COMMANDS.put("precision", PrecisionCommand::new);
        COMMANDS.put("bench", BenchCommand::new);
        COMMANDS.put("play", PlayCommand::new);
        COMMANDS.put("quickstart", QuickstartCommand::new);
        COMMANDS.put("run", RunCommand::new);
        COMMANDS.put("report", ReportCommand::new);
        COMMANDS.put("ledger", LedgerCommand::new);
        COMMANDS.put("import", ImportCommand::new);
        COMMANDS.put("study", StudyCommand::new);
        COMMANDS.put("runs", RunsCommand::new);
        COMMANDS.put("sql", SqlCommand::new);
        COMMANDS.put("serve", ServeCommand::new);
        COMMANDS.put("warm-up", WarmUp::new);
    }

    private static final int USER_ERROR = 2;
    private static final int OUR_ERROR = 1;

    /** 128 and the number of the signal by which such a process usually ends. */
    private static final int CLOSED_PIPE = 141;

    /** The least width that picocli lays help out in. */
    private static final int LEAST_HELP = 55;

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT); // numbers are written alike everywhere
        var out = TerminalStream.standardOutput(Terminal.isTerminal());
        var err = TerminalStream.standardError();
        System.setOut(out);
        System.setErr(err);
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, e) -> Exhausted.sentence(e).ifPresentOrElse(Main::complain, e::printStackTrace));
        int status;
        try {
            status = execute(args);
        } catch (TerminalStream.Lost _) {
            status = 0; // what is below says it
        }
        out.flush();
        System.exit(afterOutput(status, out, err));
    }

    /** The exit status once all is written, or is known not to be. */
    private static int afterOutput(int status, TerminalStream out, TerminalStream err) {
        var lost = out.failure();
        if (lost == null) {
            return status == 0 && err.failure() != null ? USER_ERROR : status;
        }
        if ("Broken pipe".equals(lost.getMessage())) {
            return CLOSED_PIPE; // whoever reads has seen enough
        }
        complain("standard output: what was printed is lost: " + lost.getMessage());
        return status == 0 ? USER_ERROR : status;
    }

    /** Runs a command and returns the exit status: 0, 2 for what the user can mend, 1 for a defect of ours. */
    static int execute(String... words) {
        var args = helped(words);
        // Reading all commands' options takes longer than a fit: the one that is called is enough.
        var called = args.length == 0 ? null : COMMANDS.get(args[0]);
        var line = called == null ? line() : new CommandLine(new Main()).addSubcommand(args[0], called.get());
        var terminal = Terminal.detect();
        var printed = new StringWriter(); // help and versions, with picocli's colors
        usual(line);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(Math.max(LEAST_HELP, terminal.columns()));
        line.setColorScheme(Help.defaultColorScheme(terminal.color() ? Help.Ansi.ON : Help.Ansi.OFF));
        line.setOut(new PrintWriter(printed));
        line.setExecutionStrategy(parsed -> {
            for (var command : parsed.asCommandLineList()) {
                if (!command.isUsageHelpRequested() && !command.isVersionHelpRequested()) {
                    beforeWork(command);
                }
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setParameterExceptionHandler((e, parsed) -> {
            complain(Typed.names(Complaint.of(e), e.getCommandLine().getCommandSpec(), args));
            var name = e.getCommandLine().getCommandSpec().qualifiedName();
            System.err.println("(" + name + " --help lists the options)");
            return USER_ERROR;
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof TerminalStream.Lost) {
                return 0; // main says it and has the status
            }
            if (e instanceof QuestionProblem problem) {
                complain(Typed.names(Complaint.of(problem), command.getCommandSpec(), args));
                return USER_ERROR;
            }
            if (e instanceof UserError || e instanceof TableException || e instanceof DataException) {
                complain(Typed.names(e.getMessage(), command.getCommandSpec(), args));
                return USER_ERROR;
            }
            var exhausted = Exhausted.sentence(e);
            if (exhausted.isPresent()) {
                complain(exhausted.get());
                return USER_ERROR;
            }
            System.err.println("loglog: a defect of Loglog's own, please report it with the command that led here");
            e.printStackTrace();
            return OUR_ERROR;
        });
        try {
            int status = line.execute(args);
            TerminalStream.styled(System.out, Format.wholeNumbers(printed.toString()));
            return status;
        } catch (VirtualMachineError e) { // picocli's handler gets exceptions alone
            complain(Exhausted.sentence(e).orElseThrow());
            return USER_ERROR;
        }
    }

    private static void beforeWork(CommandLine command) {
        try {
            BeforeWork.of(command.getCommandSpec());
        } catch (RuntimeException e) {
            throw new CommandLine.ExecutionException(command, e.toString(), e); // as one of the work itself
        }
    }

    /** Says an error, in one sentence. */
    private static void complain(String sentence) {
        System.err.println(Terminal.detectError().wrap("loglog: " + Format.wholeNumbers(Complaint.oneLine(sentence))));
    }

    /** The parser with all commands. */
    static CommandLine line() {
        var line = new CommandLine(new Main());
        COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
        usual(line);
        return line;
    }

    /** {@code help fit} is {@code fit --help}, {@code help} alone lists the commands. */
    private static String[] helped(String[] words) {
        if (words.length == 0 || !words[0].equals("help")) {
            return words;
        }
        if (words.length > 1 && !COMMANDS.containsKey(words[1])) {
            return new String[] {words[1]}; // an error that names the commands
        }
        var args = Arrays.copyOfRange(words, 1, words.length + 1);
        args[args.length - 1] = "--help";
        return args;
    }

    /** Gives each command the options that none goes without. */
    private static void usual(CommandLine line) {
        var command = line.getCommandSpec();
        command.mixinStandardHelpOptions(true);
        command.versionProvider(new Version());
        line.getSubcommands().values().forEach(Main::usual);
    }
}
