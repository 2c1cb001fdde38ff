import type { Target } from '@hostwright/provider-conformance';

/** The calls of the cloud that a fault can hit. */
export type Route = 'create' | 'delete' | 'list' | 'get' | 'other';

/** What happens to one call. */
export type Fault =
  /** Refused before it has any effect. */
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string }
  /** Done, and the connection breaks before the answer. */
  | { readonly kind: 'lose-reply' }
  /** The connection breaks before anything is done. */
  | { readonly kind: 'lose-call' }
  /** Done, and never answered. */
  | { readonly kind: 'hang' };

const ROUTES: { readonly [Name in Target]?: Route } = { launch: 'create', terminate: 'delete', sweep: 'list', inspect: 'get' };

/** @throws where the cloud has no such thing */
export function routeOf(target: Target): Route {
  const route = ROUTES[target];
  if (route === undefined) throw new Error(`this cloud has no ${target}`);
  return route;
}

/** What will go wrong, call by call. */
export class Faults {
  readonly #waiting: { readonly route: Route; readonly fault: Fault }[] = [];
  readonly #forbidden = new Set<Route>();

  /** The next `times` calls of a route. */
  add(route: Route, fault: Fault, times = 1): void {
    for (let index = 0; index < times; index += 1) this.#waiting.push({ route, fault });
  }

  /** Forbids a route until the answered function is called. */
  forbid(route: Route): () => void {
    this.#forbidden.add(route);
    return () => this.#forbidden.delete(route);
  }

  /** Takes the fault of a call. */
  take(route: Route): Fault | undefined {
    if (this.#forbidden.has(route)) return { kind: 'refuse', status: 403, code: 'Forbidden' };
    const index = this.#waiting.findIndex((entry) => entry.route === route);
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0]?.fault;
  }
}
