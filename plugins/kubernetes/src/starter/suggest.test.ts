import { describe, expect, it } from 'vitest';
import { apiServers, refusal, type WireAnswer } from '../session/testing/api-server.js';
import { failureOf } from '../session/testing/failure-of.js';
import { readInput } from '@hostwright/plugin-testing';
import { testSession } from '../session/testing/test-session.js';
import { shapeOf } from '../template/shape.js';
import { podOfTemplate } from '../template/pod-of-template.js';
import { templateSchema } from '../template/schema.js';
import { suggest } from './suggest.js';
import { starter } from './starter.js';

const start = apiServers();
const node = (allocatable: object, more: { readonly labels?: object; readonly spec?: object } = {}): object => ({
  metadata: { labels: more.labels ?? {} },
  spec: more.spec ?? {},
  status: { allocatable, conditions: [{ type: 'Ready', status: 'True' }] },
});

async function suggestionsOf(answer: WireAnswer) {
  const server = await start(() => answer);
  const { session } = testSession({ server: server.url, namespace: 'grid' });
  return suggest(session, readInput());
}
const parse = (entries: readonly { readonly key: string; readonly valueJson: string }[]) =>
  templateSchema.parse(Object.fromEntries(entries.map(({ key, valueJson }) => [key, JSON.parse(valueJson) as unknown])));

describe('a new site', { tags: ['kubernetes.catalog', 'simulated'] }, () => {
  it('gets templates that fit on its nodes, with GPUs and spot nodes where there are such', async () => {
    const items = [
      node({ cpu: 8, memory: '32Gi' }),
      node({ cpu: 96, memory: '1Ti', 'nvidia.com/gpu': 8 }, { spec: { taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }] } }),
      node(
        { cpu: 4, memory: '16Gi' },
        {
          labels: { 'cloud.google.com/gke-spot': 'true' },
          spec: { taints: [{ key: 'cloud.google.com/gke-spot', value: 'true', effect: 'NoSchedule' }] },
        },
      ),
    ];
    const { templates, remarks } = await suggestionsOf({ body: { items } });
    expect(templates.map(({ templateId }) => templateId)).toEqual(['pod', 'gpu', 'spot']);
    const [pod, gpu, spot] = templates.map(({ entries }) => parse(entries));
    expect(pod?.pod.container['resources']).toEqual({ requests: { cpu: '2', memory: '8192Mi' } });
    expect(gpu?.pod).toMatchObject({
      spec: { tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }] },
      container: { resources: { limits: { 'nvidia.com/gpu': '1' } } },
    });
    expect(spot?.pod.spec).toMatchObject({
      nodeSelector: { 'cloud.google.com/gke-spot': 'true' },
      tolerations: [{ operator: 'Equal', value: 'true' }],
    });
    expect(remarks[0]).toBe('3 nodes take pods; machines go into the namespace grid');
  });

  it('gets a guess where nodes may not be listed or there are none, and hears so', async () => {
    const forbidden = await suggestionsOf(refusal(403, 'Forbidden', 'nodes is forbidden: User "u" cannot list resource "nodes"'));
    expect(forbidden).toMatchObject({
      templates: starter.templates,
      remarks: [expect.stringMatching(/^nodes may not be listed, so the size is a guess/), expect.any(String)],
    });
    expect((await suggestionsOf({ body: { items: [] } })).templates).toEqual(starter.templates);
  });

  it('hears when the cluster cannot be asked', async () => {
    expect(await failureOf(suggestionsOf(refusal(401, 'Unauthorized', 'no')))).toMatchObject({ errorClass: 'Credentials' });
  });

  it('starts with templates whose machines have a size', async () => {
    for (const { entries } of starter.templates) {
      const { pod } = await podOfTemplate(parse(entries), { handler: 'pod', podDefaults: { labels: {}, env: {} } }, undefined);
      expect(shapeOf(pod.spec)).toBeDefined();
    }
  });
});
