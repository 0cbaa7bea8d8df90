package loglog.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's front door. */
@Command(name = "loglog", mixinStandardHelpOptions = true, version = "loglog 0.1.0")
public final class Main implements Runnable {
    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
