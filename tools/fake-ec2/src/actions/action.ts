import type { Cloud } from '../cloud/cloud.ts';
import type { Params } from '../server/params.ts';
import type { XmlObject } from '../server/xml.ts';

/** One operation of a service: reads its parameters, changes the cloud, answers what goes into the reply. */
export type Action = (cloud: Cloud, params: Params) => XmlObject;

/** Operations by name. */
export type Actions = Readonly<Record<string, Action>>;
