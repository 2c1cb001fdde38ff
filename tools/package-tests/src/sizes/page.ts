import type { Sizes } from './measure.js';

/** On what the sizes were measured. */
export interface Machine {
  readonly node: string;
  readonly npm: string;
  readonly processors: number;
  readonly platform: string;
}

/** docs/package-sizes.md. */
export function sizesPage({ empty, packages }: Sizes, machine: Machine): string {
  const rows = packages.map(({ name, packedBytes, unpackedBytes, files, installed }) => [
    `\`${name}\``,
    kib(packedBytes),
    kib(unpackedBytes),
    String(files),
    String(installed.packages),
    kib(installed.bytes),
    `${(installed.ms / empty.ms).toFixed(1)}x`,
  ]);
  const header = ['package', 'archive', 'unpacked', 'files', 'packages installed', 'installed', 'time'];
  return `# Sizes of the packages

Written by \`npm run sizes\`: each package is packed, published to a registry on this machine and installed into an empty folder by
\`npm install\`. \`archive\` is what is downloaded of the package itself; \`packages installed\` counts it and everything that it needs, peers too, and
\`installed\` is the size of \`node_modules\` after that. \`time\` is the median of five installations with a filled npm cache, taken in turns, as a multiple of the
installation of an empty package in the same run (${Math.round(empty.ms)} ms).

${table([header, header.map((_title, column) => (column === 0 ? '---' : '--:')), ...rows])}

Measured with Node ${machine.node} and npm ${machine.npm} on ${machine.processors} processors, ${machine.platform}. Sizes are in KiB.
`;
}

function kib(bytes: number): string {
  return Math.max(1, Math.round(bytes / 1024)).toLocaleString('en');
}

function table(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
