/** For a child process that runs our sources by Node's own type stripping: a relative `.js` name stands for a TypeScript file. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(name, context, next) {
    try {
      return next(name, context);
    } catch (error) {
      if (!name.startsWith('.') || error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
      return next(name.replace(/\.js$/, '.ts'), context);
    }
  },
});
