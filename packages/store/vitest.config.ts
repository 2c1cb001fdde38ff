import { defineProject, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

// The files share no state but what they import, and importing it once takes a third off the whole.
export default mergeConfig(shared, defineProject({ test: { name: '@hostwright/store', isolate: false } }));
