import type { TemplateFormat } from '../import-templates.js';
import { looksLikeOrb } from './orb-names.js';

/** What a file shows of its form. */
export interface FileSigns {
  readonly document: unknown;
  readonly entries: readonly unknown[];
  /** Its name belongs to another system's plugin, installed or not. */
  readonly hasVendorName: boolean;
}

/** Attributes that LSF has and Symphony has not. */
const LSF_ATTRIBUTE = /^(?:mem|[a-z0-9]+host)$/;

/** Keys under which files of other systems alone list templates. */
const FOREIGN_LIST_KEY = 'Templates';

/** In whose form a file is written. */
export function detectFormat({ document, entries, hasVendorName }: FileSigns): TemplateFormat {
  if (looksLikeOrb(document, entries)) return 'orb';
  const isForeign = hasVendorName || (typeof document === 'object' && document !== null && Object.hasOwn(document, FOREIGN_LIST_KEY));
  if (!isForeign) return 'hostwright';
  return entries.some(hasLsfAttributes) ? 'lsf' : 'symphony';
}

function hasLsfAttributes(entry: unknown): boolean {
  if (typeof entry !== 'object' || entry === null) return false;
  const { attributes, Attributes } = entry as { readonly attributes?: unknown; readonly Attributes?: unknown };
  const names = Object.keys(attributes ?? Attributes ?? {});
  return names.some((name) => LSF_ATTRIBUTE.test(name));
}
