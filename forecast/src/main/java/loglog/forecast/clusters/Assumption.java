package loglog.forecast.clusters;

import java.util.Locale;

/** What a cluster is reckoned with beside its chips' facts. */
public enum Assumption {
    /** Model FLOP of training, as a share of the chips' peak. */
    UTILIZATION,
    /** Most power of a server to that of its chips. */
    SERVER_POWER,
    /** Average power to the most. */
    LOAD,
    /** Power usage effectiveness: power of the site over power of its servers. */
    PUE,
    /** Price of a server to that of its chips. */
    SERVER_USD,
    /** The network's share of the price of servers and network together. */
    NETWORK_SHARE,
    /** Price of the building for each MW of the site. */
    BUILDING_USD_PER_MW,
    /** Price of electricity. */
    USD_PER_KWH,
    /** Orders of magnitude of its value that hardware loses in a year. */
    DEPRECIATION,
    /** Share of the memory's bandwidth that decoding reaches. */
    DECODE_BANDWIDTH;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
