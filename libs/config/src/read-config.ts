import { GatewayError } from '@gateway/errors';
import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync } from 'class-validator';

/**
 * Reads a config class from the environment, or says everything that is wrong with it at once.
 *
 * Property names are the variable names, so that a search for `DATABASE_URL` finds the compose
 * file, the class and every use.
 *
 * @throws {InvalidConfig} naming each variable and its rule – never its value, which may be secret
 */
export function readConfig<T extends object>(
  Config: ClassConstructor<T>,
  env: NodeJS.ProcessEnv = process.env,
): T {
  const config = plainToInstance(Config, env, { exposeDefaultValues: true });
  const complaints = validateSync(config, { validationError: { target: false, value: false } })
    .flatMap(({ property, constraints = {} }) =>
      Object.values(constraints).map((rule) => `${property}: ${rule}`),
    )
    .sort();

  if (complaints.length > 0) throw new InvalidConfig(Config.name, complaints);
  return config;
}

export class InvalidConfig extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'CONFIG_INVALID';

  constructor(config: string, complaints: readonly string[]) {
    super([`${config} cannot be read:`, ...complaints].join('\n  '), { config });
  }
}
