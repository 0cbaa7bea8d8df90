package loglog.engine.optimizers;

/**
 * How one named tensor is trained.
 *
 * @param name its name in the layout
 * @param rate what the recipe's learning rate is multiplied by (muP, arXiv 2203.03466, table 3)
 * @param decays whether weight decay applies: matrices only
 * @param hiddenMatrix whether Muon may take it: neither embedding nor head
 * @param outFirst whether it is stored [out, in]
 */
public record Trained(String name, double rate, boolean decays, boolean hiddenMatrix, boolean outFirst) {}
