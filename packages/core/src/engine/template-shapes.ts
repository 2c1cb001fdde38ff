import { hashOptions } from '../domain/options-hash.js';
import { statesShape, type ShapedTemplate, type Template } from '../domain/template.js';
import type { StoredShape } from '../ports/store.js';

/** What the catalogue of one connection said, by the hash of a template's options. */
export type KnownShapes = ReadonlyMap<string, StoredShape>;

/** Files what a store keeps of one connection. */
export function knownShapes(shapes: readonly StoredShape[]): KnownShapes {
  return new Map(shapes.map((shape) => [shape.optionsHash, shape]));
}

/** The template with what the catalogue said of it; nothing where its own attributes state its size. */
export function shapeTemplate(template: Template, shapes: KnownShapes): ShapedTemplate {
  const stored = statesShape(template) ? undefined : storedShape(template, shapes);
  return { template, shape: stored?.shape, problem: problemOf(stored) };
}

/** Why the provider refused the template for good; undefined while it did not. */
export function templateProblem(template: Template, shapes: KnownShapes): string | undefined {
  return problemOf(storedShape(template, shapes));
}

function storedShape(template: Template, shapes: KnownShapes): StoredShape | undefined {
  // Hashing is not free: not where nothing is known.
  return shapes.size === 0 ? undefined : shapes.get(hashOptions(template.options));
}

function problemOf(stored: StoredShape | undefined): string | undefined {
  if (stored === undefined || stored.shape !== undefined) return undefined;
  return stored.message ?? 'the provider refused it';
}
