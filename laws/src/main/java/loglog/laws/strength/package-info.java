/**
 * Laws of playing strength: Elo against the compute of training, over boards of several sizes and amounts of search (Jones 2021, arXiv
 * 2104.03113).
 */
package loglog.laws.strength;
