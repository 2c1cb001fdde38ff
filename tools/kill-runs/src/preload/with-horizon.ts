interface Capabilities {
  readonly machines: { readonly kinds: readonly object[] };
}

/**
 * The same provider, whose listings may lag for another time. Plugins say what their cloud promises, which may be minutes; the emulator that
 * stands in for it is known to be sooner.
 */
export function withHorizon<Provider extends object>(provider: Provider, horizonMs: number): Provider {
  return new Proxy(provider, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (key === 'capabilities') return shortened(value as Capabilities, horizonMs);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function shortened(capabilities: Capabilities, visibilityHorizonMs: number): Capabilities {
  const { machines } = capabilities;
  return { ...capabilities, machines: { ...machines, kinds: machines.kinds.map((kind) => ({ ...kind, visibilityHorizonMs })) } };
}
