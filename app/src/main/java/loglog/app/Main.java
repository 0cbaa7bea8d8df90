package loglog.app;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
import loglog.app.laws.WhichCommand;
import loglog.app.models.BenchCommand;
import loglog.app.models.EvalCommand;
import loglog.app.models.SampleCommand;
import loglog.app.models.SurpriseCommand;
import loglog.app.models.TrainCommand;
import loglog.runs.DataException;
import loglog.runs.Exhausted;
import loglog.tables.TableException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's front door. */
@Command(
        name = "loglog",
        mixinStandardHelpOptions = true,
        version = "loglog 0.1.0",
        description = "A laboratory for scaling laws.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "loglog COMMAND --help says more of each."})
public final class Main implements Runnable {
    private static final Map<String, Supplier<Runnable>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("fit", FitCommand::new);
        COMMANDS.put("which", WhichCommand::new);
        COMMANDS.put("predict", PredictCommand::new);
        COMMANDS.put("plan", PlanCommand::new);
        COMMANDS.put("isoflop", IsoFlopCommand::new);
        COMMANDS.put("compare", CompareCommand::new);
        COMMANDS.put("diagnose", DiagnoseCommand::new);
        COMMANDS.put("backtest", BacktestCommand::new);
        COMMANDS.put("train", TrainCommand::new);
        COMMANDS.put("sample", SampleCommand::new);
        COMMANDS.put("surprise", SurpriseCommand::new);
        COMMANDS.put("eval", EvalCommand::new);
        COMMANDS.put("bench", BenchCommand::new);
        COMMANDS.put("quickstart", QuickstartCommand::new);
        COMMANDS.put("run", RunCommand::new);
        COMMANDS.put("report", ReportCommand::new);
        COMMANDS.put("ledger", LedgerCommand::new);
        COMMANDS.put("import", ImportCommand::new);
        COMMANDS.put("study", StudyCommand::new);
        COMMANDS.put("runs", RunsCommand::new);
        COMMANDS.put("sql", SqlCommand::new);
        COMMANDS.put("warm-up", WarmUp::new);
    }

    private static final int USER_ERROR = 2;
    private static final int OUR_ERROR = 1;

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT); // numbers are written alike everywhere
        System.setOut(new PrintStream(System.out, false, StandardCharsets.UTF_8));
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, e) -> Exhausted.sentence(e).ifPresentOrElse(Main::complain, e::printStackTrace));
        int status = execute(args);
        System.out.flush();
        System.exit(status);
    }

    /** Runs a command and returns the exit status: 0, 2 for what the user can mend, 1 for a defect of ours. */
    static int execute(String... args) {
        var line = new CommandLine(new Main());
        // Reading all commands' options takes longer than a fit: the one that is called is enough.
        var called = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (called != null) {
            line.addSubcommand(args[0], called.get());
        } else {
            COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
        }
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler((e, parsed) -> {
            System.err.println("loglog: " + sentence(e));
            var name = e.getCommandLine().getCommandSpec().qualifiedName();
            System.err.println("(" + name + " --help lists the options)");
            return USER_ERROR;
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof UserError || e instanceof TableException || e instanceof DataException) {
                System.err.println("loglog: " + oneLine(e.getMessage()));
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
            return line.execute(args);
        } catch (VirtualMachineError e) { // picocli's handler gets exceptions alone
            complain(Exhausted.sentence(e).orElseThrow());
            return USER_ERROR;
        }
    }

    private static void complain(String sentence) {
        System.err.println("loglog: " + sentence);
    }

    /** picocli's complaint in the words of the person who typed. */
    private static String sentence(CommandLine.ParameterException e) {
        var message = oneLine(e.getMessage())
                .replace("is not a double", "is not a number")
                .replaceAll("is not an? (int|long)\\b", "is not a whole number");
        if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)) {
            return message;
        }
        var commands = e.getCommandLine().getSubcommands();
        var first = unmatched.getUnmatched().getFirst();
        if (!commands.isEmpty() && !first.startsWith("-")) {
            message = "there is no command " + first + "; the commands are "
                    + commands.keySet().stream()
                            .filter(name -> !commands.get(name)
                                    .getCommandSpec()
                                    .usageMessage()
                                    .hidden())
                            .collect(Collectors.joining(", "));
        }
        var meant = unmatched.getSuggestions();
        return message + (meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?");
    }

    private static String oneLine(String message) {
        return message == null ? "unknown" : message.replaceAll("\\s*\\R\\s*", " ");
    }
}
