type Variables = Readonly<Record<string, string | undefined>>;

/** The environment for a Python of our own: without what would bend the user's other Pythons, and quiet. pip's settings stay. */
export function freshPythonEnvironment(environment: Variables = process.env): Readonly<Record<string, string>> {
  const kept = Object.entries(environment).filter(([name, value]) => value !== undefined && !/^(?:PYTHON|VIRTUAL_ENV|MOTO_)/.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}
