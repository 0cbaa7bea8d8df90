/** What a law is: observations, functional forms, fits, intervals, comparisons, plans. No I/O, no training. */
module loglog.laws {
    requires hipparchus.core;
    requires loglog.words;

    exports loglog.laws;
    exports loglog.laws.feedback;
    exports loglog.laws.precision;
    exports loglog.laws.rates;
    exports loglog.laws.ratings;
    exports loglog.laws.strength;
}
