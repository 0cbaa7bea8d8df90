package loglog.forecast.takeoff;

/**
 * A sector's production in Davidson's full takeoff model: a CES of capital (of experiments in software R&D) and cognitive work, which is
 * itself a CES of tasks. Its weights are such that the shares of income at the start are the given ones.
 */
final class Sector {
    private final double outerRho;
    private final double rho;
    private final double capitalWeight;
    private final double cognitiveWeight;
    private final double computeWeight;
    private final double labourWeight;
    private final int tasks;

    /**
     * A sector as it is at the start, when people do all tasks but task 0.
     *
     * @param capital at the start, as labour and compute (which task 0 uses at an efficiency of 1)
     * @param outerRho of the CES of capital and cognitive work; rho of that between tasks
     * @param capitalToCognitive the ratio of their shares of income; computeToLabour likewise
     */
    Sector(
            int tasks,
            double capital,
            double labour,
            double compute,
            double outerRho,
            double rho,
            double capitalToCognitive,
            double computeToLabour) {
        this.tasks = tasks;
        this.outerRho = outerRho;
        this.rho = rho;
        double labourTerm = tasks * Math.pow(labour / tasks, rho);
        double computeTerm = Math.pow(compute, rho);
        double odds = computeToLabour * labourTerm / computeTerm;
        computeWeight = odds / (1 + odds);
        labourWeight = 1 / (1 + odds);
        double cognitive = cognitive(computeWeight * computeTerm + labourWeight * labourTerm);
        double outerOdds = capitalToCognitive * Math.pow(cognitive, outerRho) / Math.pow(capital, outerRho);
        capitalWeight = outerOdds / (1 + outerOdds);
        cognitiveWeight = 1 / (1 + outerOdds);
    }

    private double cognitive(double aggregate) {
        return Math.pow(aggregate / (computeWeight + tasks * labourWeight), 1 / rho);
    }

    /** The sector's tasks at so many workers replaced by a unit of compute. */
    FactorAllocation.Tasks tasks(double[] logEfficiency) {
        return new FactorAllocation.Tasks(computeWeight, labourWeight, rho, logEfficiency);
    }

    /** What is produced, in a unit of its own. */
    double output(double capital, FactorAllocation allocation, double productivity) {
        double cognitive = cognitive(allocation.aggregate());
        return productivity
                * Math.pow(
                        capitalWeight * Math.pow(capital, outerRho) + cognitiveWeight * Math.pow(cognitive, outerRho),
                        1 / outerRho);
    }

    /** Who earns the sector's income. */
    IncomeShares shares(double capital, FactorAllocation allocation) {
        double ofCapital = capitalWeight * Math.pow(capital, outerRho);
        double ofCognitive = cognitiveWeight * Math.pow(cognitive(allocation.aggregate()), outerRho);
        double people = 0;
        double machines = 0;
        for (int i = 0; i <= tasks; i++) {
            double input = allocation.input()[i];
            double value = (i == 0 ? computeWeight : labourWeight) * Math.pow(input, rho - 1);
            people += value * allocation.labour()[i];
            machines += value * (input - allocation.labour()[i]);
        }
        double cognitiveShare = ofCognitive / (ofCapital + ofCognitive);
        return new IncomeShares(
                1 - cognitiveShare,
                cognitiveShare * people / (people + machines),
                cognitiveShare * machines / (people + machines));
    }
}
