import type { ReadDocument } from '../read/read-document.js';

/** One file of a configuration: the main one, or one that it includes. */
export interface ConfigurationSource {
  readonly file: string;
  readonly document: ReadDocument;
  /** What it says, `include` apart. */
  readonly keys: Readonly<{ [key: string]: unknown }>;
}
