package loglog.forecast.clusters;

import java.util.Optional;
import loglog.forecast.CounterRandom;
import loglog.forecast.facts.Uncertain;

/**
 * What one chip of a cluster draws, costs and does, in one draw of everything that is not known exactly.
 *
 * @param flopsPerSecond of training, each chip: peak times utilization
 * @param siteWatts that the site must be able to deliver for each chip: chip, server and building
 * @param load the average power to that
 * @param systemUsd chip, server and network, each chip; NaN where no price is known
 * @param buildingUsd the building, each chip
 */
record Cluster(
        double flopsPerSecond,
        double siteWatts,
        double load,
        double systemUsd,
        double buildingUsd,
        double usdPerKwh,
        double depreciation) {
    private static final double MEGA = 1e6;

    /** Purposes of random numbers: those of this class and after them the assumptions'. */
    private static final long PURPOSE = 0x434c_5553_0000_0000L;

    static final long FLOPS = PURPOSE;
    private static final long SERVER = PURPOSE + 1;
    private static final long PRICE = PURPOSE + 2;
    private static final long ASSUMPTIONS = PURPOSE + 16;

    double capitalUsd() {
        return systemUsd + buildingUsd;
    }

    /** A number of one draw; negative draws give the median. */
    static double draw(Uncertain number, long seed, long purpose, int draw) {
        return number.at(draw < 0 || number.isExact() ? 0 : CounterRandom.normal(seed, purpose, draw));
    }

    /** An assumption's number of one draw. */
    static double draw(Catalog catalog, Assumption what, long seed, int draw) {
        return draw(catalog.fact(what).value(), seed, ASSUMPTIONS + what.ordinal(), draw);
    }

    static Cluster of(Accelerator chip, NumericFormat precision, Catalog catalog, long seed, int draw) {
        double server = draw(
                chip.serverPower().orElse(catalog.fact(Assumption.SERVER_POWER).value()), seed, SERVER, draw);
        double watts = chip.watts() * server * draw(catalog, Assumption.PUE, seed, draw);
        return new Cluster(
                chip.peak(precision).orElseThrow() * draw(catalog, Assumption.UTILIZATION, seed, draw),
                watts,
                draw(catalog, Assumption.LOAD, seed, draw),
                system(chip, catalog, seed, draw),
                watts / MEGA * draw(catalog, Assumption.BUILDING_USD_PER_MW, seed, draw),
                draw(catalog, Assumption.USD_PER_KWH, seed, draw),
                draw(catalog, Assumption.DEPRECIATION, seed, draw));
    }

    private static double system(Accelerator chip, Catalog catalog, long seed, int draw) {
        Optional<Uncertain> system = chip.system();
        if (system.isPresent()) {
            return draw(system.get(), seed, PRICE, draw);
        }
        return chip.price()
                .map(price -> draw(price, seed, PRICE, draw)
                        * draw(catalog, Assumption.SERVER_USD, seed, draw)
                        / (1 - draw(catalog, Assumption.NETWORK_SHARE, seed, draw)))
                .orElse(Double.NaN);
    }
}
