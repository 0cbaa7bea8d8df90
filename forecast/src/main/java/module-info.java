/**
 * From measured trends to dated, sourced, probabilistic forecasts: growth against the calendar, time horizons, orders of magnitude of
 * effective compute, clusters of accelerators, takeoff.
 */
module loglog.forecast {
    requires hipparchus.core;
    requires loglog.words;
    requires transitive loglog.laws;
    requires transitive loglog.tables;
    requires transitive loglog.yaml;

    exports loglog.forecast;
    exports loglog.forecast.clusters;
    exports loglog.forecast.facts;
    exports loglog.forecast.scenarios;
    exports loglog.forecast.horizons;
    exports loglog.forecast.reliability;
    exports loglog.forecast.takeoff;
    exports loglog.forecast.trends;
}
