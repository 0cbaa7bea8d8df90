/** What turns gradients into steps. State has the parameters' layout, so it is saved under the parameters' names. */
package loglog.engine.optimizers;
