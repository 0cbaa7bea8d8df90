package loglog.lab.study;

import loglog.models.training.Recipe;

/**
 * All of a run's settings but its scale.
 *
 * @param architecture {@code llama} or {@code gpt2}
 */
public record StudyRecipe(String architecture, Recipe recipe) {}
