/** A mounted file system. */
export interface Mount {
  readonly point: string;
  /** As the kernel calls it, for example `ext4` or `fuse.sshfs`. */
  readonly type: string;
  readonly readOnly: boolean;
}

/**
 * The file system that a path lies on; undefined where the table does not tell. Of several at one point the last covers the others.
 *
 * @param path - real and absolute
 * @param table - /proc/self/mountinfo. Source: proc_pid_mountinfo(5)
 */
export function mountOf(path: string, table: string): Mount | undefined {
  const covering = table
    .split('\n')
    .flatMap(parseLine)
    .filter(({ point }) => covers(point, path));
  return covering.reduce<Mount | undefined>(
    (best, mount) => (best === undefined || mount.point.length >= best.point.length ? mount : best),
    undefined,
  );
}

function parseLine(line: string): readonly Mount[] {
  const [mounted = '', described = ''] = line.split(' - ');
  const [, , , , point, options = ''] = mounted.split(' ');
  const [type, , superOptions = ''] = described.split(' ');
  if (point === undefined || type === undefined || type === '') return [];
  return [{ point: unescape(point), type, readOnly: hasOption(options, 'ro') || hasOption(superOptions, 'ro') }];
}

function hasOption(options: string, name: string): boolean {
  return options.split(',').includes(name);
}

/** Spaces and the like stand there as octal numbers: `\040`. */
function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_match, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)));
}

function covers(point: string, path: string): boolean {
  return path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`);
}
