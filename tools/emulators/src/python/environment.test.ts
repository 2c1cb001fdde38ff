import { describe, expect, it } from 'vitest';
import { freshPythonEnvironment } from './environment.js';

describe('the environment of a fresh Python', () => {
  it('keeps pip’s settings, and nothing of another Python or another moto', () => {
    const environment = { HOME: '/h', PIP_INDEX_URL: 'https://i', PYTHONPATH: '/x', VIRTUAL_ENV: '/v', MOTO_PORT: '1', UNSET: undefined };
    expect(freshPythonEnvironment(environment)).toEqual({ HOME: '/h', PIP_INDEX_URL: 'https://i' });
  });
});
