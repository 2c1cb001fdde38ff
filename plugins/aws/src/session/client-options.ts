import type { HttpHandler } from './http-handler.js';

/** What every client of a session is made with. */
export interface ClientOptions {
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly requestHandler: HttpHandler;
}
