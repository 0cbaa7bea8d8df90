package loglog.app.forecast;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Whether forecasts go into the ledger. */
final class LedgerOptions {
    @Option(
            names = "--ledger",
            description = "write the forecasts into the ledger, where ledger --resolve TABLE scores them")
    boolean ledger;

    @Option(names = "--runs", paramLabel = "FOLDER", description = "where the ledger is (default: ${DEFAULT-VALUE})")
    Path runs = Path.of("runs");

    void check() {
        // nothing yet
    }

    List<String> write(TrendAnswer answer) {
        return List.of();
    }

    List<String> write(HorizonAnswer answer) {
        return List.of();
    }
}
