package loglog.lab.imports;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import loglog.tables.FlopsPerToken;

/**
 * What the user says about the runs that the files do not.
 *
 * @param format how to read the files; null to see from their content
 * @param name of the run, or where there are several, what each name begins with; null for the tools' own names
 * @param params of every run; where it is given, it holds above what a tool recorded
 * @param tokensPerStep tokens of one step, for runs whose tokens the tool did not record
 * @param flopsPerToken how params and tokens give the FLOP of runs whose FLOP the tool did not record
 * @param map Loglog's name of a quantity to the tool's tag, column or key
 * @param rules how to decide where the files can be read in more than one way
 */
public record ImportOptions(
        ImportFormat format,
        String name,
        OptionalLong params,
        OptionalDouble tokensPerStep,
        FlopsPerToken flopsPerToken,
        Map<String, String> map,
        ImportRules rules) {
    public static final ImportOptions USUAL = new ImportOptions(
            null, null, OptionalLong.empty(), OptionalDouble.empty(), FlopsPerToken.USUAL, Map.of(), ImportRules.USUAL);

    public ImportOptions {
        map = Map.copyOf(map);
    }
}
