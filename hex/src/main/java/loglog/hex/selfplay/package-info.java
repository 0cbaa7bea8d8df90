/**
 * How a network learns from games against itself: {@link loglog.hex.selfplay.SelfPlayTraining} makes steps of evaluations and of
 * Adam, {@link loglog.hex.selfplay.HexKind} makes runs of a study of it.
 */
package loglog.hex.selfplay;
