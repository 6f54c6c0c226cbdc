import 'reflect-metadata';
import { GatewayError } from '@gateway/errors';
import { describeProgram } from './program';

describeProgram()
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof GatewayError) console.error(`${error.code}: ${error.message}`);
    else console.error(error instanceof Error ? error.message : 'Something is broken');
    process.exitCode = 1;
  });
