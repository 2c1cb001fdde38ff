import type { AwsSession } from '../session/session.js';

/** Makes something once for each session, so that all parts of the plugin share one cache. */
export function perSession<Value>(make: (session: AwsSession) => Value): (session: AwsSession) => Value {
  const made = new WeakMap<AwsSession, Value>();
  return (session) => {
    const known = made.get(session);
    if (known !== undefined) return known;
    const value = make(session);
    made.set(session, value);
    return value;
  };
}
