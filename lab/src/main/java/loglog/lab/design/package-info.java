/**
 * At which scales a study trains. A design is one class, a {@link loglog.lab.design.Design} with its {@link
 * loglog.lab.design.DesignKind}, and a place in {@link loglog.lab.design.Designs#ALL}: its keys, the runs that it asks for,
 * and what they answer.
 */
package loglog.lab.design;
