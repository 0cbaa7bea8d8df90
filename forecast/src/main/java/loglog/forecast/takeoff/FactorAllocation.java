package loglog.forecast.takeoff;

/**
 * Labour and compute shared out among tasks so that their CES aggregate is greatest. Task i's input is labour + efficiency x compute;
 * compute has the advantage at low i, so there is one task below which compute does all, and above which people do; it may be
 * shared itself. Davidson 2023; the tasks that compute may do are the first few only.
 */
public final class FactorAllocation {
    private final double[] labour;
    private final double[] compute;
    private final double[] input;
    private final double aggregate;

    private FactorAllocation(double[] labour, double[] compute, double[] input, double aggregate) {
        this.labour = labour;
        this.compute = compute;
        this.input = input;
        this.aggregate = aggregate;
    }

    /** Labour by task, in the unit of the budget. */
    public double[] labour() {
        return labour;
    }

    /** Compute by task, in the unit of the budget. */
    public double[] compute() {
        return compute;
    }

    /** Each task's input: labour + efficiency x compute. */
    public double[] input() {
        return input;
    }

    /** The sum of weight x input^rho over tasks. */
    double aggregate() {
        return aggregate;
    }

    /** How many tasks, task 0 among them, have ten times as much work done by compute as by labour. */
    int automated() {
        int count = 0;
        for (int i = 0; i < input.length; i++) {
            count += input[i] - labour[i] > 10 * labour[i] ? 1 : 0;
        }
        return count;
    }

    /**
     * The tasks that an allocation is made for, with what does not depend on the budgets.
     *
     * @param first the weight of task 0, which computers always did; other that of each of the rest
     * @param rho of the CES between tasks, below 1 and not 0
     * @param efficiency workers that a unit of compute replaces, by task, falling
     */
    static final class Tasks {
        private final double rho;
        private final double first;
        private final double other;
        private final double[] efficiency;
        private final double firstPower;
        private final double otherPower;
        /** Weight^elasticity x efficiency^(elasticity - 1): the best shares of compute among the tasks that it does. */
        private final double[] term;
        /** Sums of the terms of the tasks before i. */
        private final double[] before;

        Tasks(double first, double other, double rho, double[] logEfficiency) {
            this.rho = rho;
            this.first = first;
            this.other = other;
            double elasticity = 1 / (1 - rho);
            firstPower = Math.pow(first, elasticity);
            otherPower = Math.pow(other, elasticity);
            int n = logEfficiency.length;
            efficiency = new double[n];
            term = new double[n];
            before = new double[n + 1];
            for (int i = 0; i < n; i++) {
                efficiency[i] = Math.exp(logEfficiency[i]);
                term[i] = power(i) * Math.exp((elasticity - 1) * logEfficiency[i]);
                before[i + 1] = before[i] + term[i];
            }
        }

        private double weight(int task) {
            return task == 0 ? first : other;
        }

        /** Of a weight, to the elasticity of substitution. */
        private double power(int task) {
            return task == 0 ? firstPower : otherPower;
        }

        private double powersFrom(int task) {
            int n = efficiency.length;
            return task == 0 ? firstPower + (n - 1) * otherPower : (n - task) * otherPower;
        }

        /**
         * The best allocation.
         *
         * @param labour the budget of labour; compute that of compute
         * @param automatable how many tasks, task 0 among them, compute may do
         */
        FactorAllocation allocate(double labour, double compute, int automatable) {
            int n = efficiency.length;
            for (int i = 0; i < automatable; i++) {
                double e = efficiency[i];
                double rest = powersFrom(i);
                double a = e * term[i] / power(i) * rest;
                double b = before[i];
                double mixedCompute = (compute * a - labour * b) / (a + e * b);
                // Not (labour + e mixedCompute) share - e mixedCompute, which loses the labour where compute is far
                // more.
                double mixedLabour = labour * power(i) / rest - e * mixedCompute * (powersFrom(i + 1) / rest);
                if (mixedLabour >= 0) {
                    return i > 0 && mixedCompute < 0
                            ? fill(i, i, compute / b, labour / rest, 0, 0)
                            : fill(
                                    i,
                                    i + 1,
                                    (compute + mixedLabour / e) / before[i + 1],
                                    (labour + e * mixedCompute) / rest,
                                    mixedLabour,
                                    mixedCompute);
                }
            }
            double each = compute / before[automatable];
            if (automatable < n) {
                return fill(automatable, automatable, each, labour / powersFrom(automatable), 0, 0);
            }
            // All can be automated: people do what is hardest for compute.
            return fill(n - 1, n, each, 0, labour, each * term[n - 1]);
        }

        /**
         * @param computed tasks below this are done by compute; laboured those from this on by labour
         * @param perCompute compute of a task over its term in {@link #before}; perLabour labour over its power of the weight
         * @param mixedLabour labour of the task between, if there is one; mixedCompute its compute
         */
        private FactorAllocation fill(
                int computed,
                int laboured,
                double perCompute,
                double perLabour,
                double mixedLabour,
                double mixedCompute) {
            int n = efficiency.length;
            var labours = new double[n];
            var computes = new double[n];
            var inputs = new double[n];
            // At the optimum weight x input^rho of compute's tasks adds up like the compute itself: the terms are the
            // same.
            double aggregate = computed == 0 ? 0 : Math.pow(perCompute, rho) * before[computed];
            for (int i = 0; i < computed; i++) {
                computes[i] = perCompute * term[i];
                inputs[i] = efficiency[i] * computes[i];
            }
            if (computed < laboured) {
                labours[computed] = mixedLabour;
                computes[computed] = mixedCompute;
                inputs[computed] = mixedLabour + efficiency[computed] * mixedCompute;
                aggregate += weight(computed) * Math.pow(inputs[computed], rho);
            }
            if (laboured < n) {
                aggregate += Math.pow(perLabour, rho) * powersFrom(laboured);
                for (int i = laboured; i < n; i++) {
                    labours[i] = perLabour * power(i);
                    inputs[i] = labours[i];
                }
            }
            return new FactorAllocation(labours, computes, inputs, aggregate);
        }
    }
}
