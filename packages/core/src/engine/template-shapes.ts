import { hashOptions } from '../domain/options-hash.js';
import { statesShape, type ShapedTemplate, type Template } from '../domain/template.js';
import type { StoredShape } from '../ports/store.js';

/** The template with what the catalogue said of it; nothing where its own attributes state its size. */
export function shapeTemplate(template: Template, shapes: readonly StoredShape[]): ShapedTemplate {
  const stored = statesShape(template) ? undefined : storedShape(template, shapes);
  return { template, shape: stored?.shape, problem: problemOf(stored) };
}

/** Why the provider refused the template for good; undefined while it did not. */
export function templateProblem(template: Template, shapes: readonly StoredShape[]): string | undefined {
  return problemOf(storedShape(template, shapes));
}

function storedShape(template: Template, shapes: readonly StoredShape[]): StoredShape | undefined {
  // Hashing is not free: not where nothing is known.
  if (shapes.length === 0) return undefined;
  const optionsHash = hashOptions(template.options);
  return shapes.find((shape) => shape.optionsHash === optionsHash);
}

function problemOf(stored: StoredShape | undefined): string | undefined {
  if (stored === undefined || stored.shape !== undefined) return undefined;
  return stored.message ?? 'the provider refused it';
}
