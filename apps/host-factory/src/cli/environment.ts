import type { Variables } from '@hostwright/service/configuration';

const HOST_FACTORY_VARIABLE = /^(?:HF_|PRO_|PROVIDER_NAME$)/;

/** The environment without what a Host Factory may have set: for a deployment that is not the caller's. */
export function withoutHostFactory(environment: Variables): Variables {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !HOST_FACTORY_VARIABLE.test(name)));
}
