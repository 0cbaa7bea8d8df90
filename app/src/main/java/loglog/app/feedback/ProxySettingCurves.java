package loglog.app.feedback;

import java.util.List;
import java.util.stream.DoubleStream;
import loglog.feedback.ProxyCurves;
import loglog.laws.feedback.OveroptimizationForm;
import loglog.words.Format;

/**
 * What proxies of one size and number of pairs led to.
 *
 * @param rows of each proxy
 */
public record ProxySettingCurves(
        double params, double pairs, OveroptimizationForm form, List<List<ProxyCurves.Row>> rows) {
    OveroptimizationTable.Setting setting(boolean withParams, boolean withPairs) {
        return new OveroptimizationTable.Setting(
                "%s params, %s pairs".formatted(Format.count(params), Format.count(pairs)),
                form,
                DoubleStream.concat(
                                withParams ? DoubleStream.of(params) : DoubleStream.empty(),
                                withPairs ? DoubleStream.of(pairs) : DoubleStream.empty())
                        .toArray(),
                rows.stream().map(r -> ProxyCurves.curve(r, false)).toList(),
                rows.stream().map(r -> ProxyCurves.curve(r, true)).toList(),
                Double.NaN,
                Double.NaN);
    }
}
