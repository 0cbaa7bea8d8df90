/** Past runs of other tools, read into run folders: TensorBoard, Hugging Face's Trainer, Weights &amp; Biases, tables. */
package loglog.lab.imports;
