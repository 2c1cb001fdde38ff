import { describeShell } from './describe-shell.js';

describeShell('bash');
